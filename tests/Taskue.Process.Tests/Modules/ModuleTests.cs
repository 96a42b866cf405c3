using Taskue.TestSupport;

namespace Taskue.ModuleTests;

/// <summary>A runner runs methods of assemblies that it never referred to, from the folders that it was given and from nowhere else.</summary>
public sealed class ModuleTests : ModuleTest
{
    [Fact]
    public async Task Methods_of_a_module_run_with_the_libraries_that_it_brings()
    {
        Deploy("Jobs.V1", "jobs");
        await StartWithModulesAsync();

        Assert.Equal("\"v1\"", await ResultAsync("Jobs:Jobs.Work.Build()"));
        Assert.Equal("\"red of palette 1\"", await ResultAsync("Jobs:Jobs.Work.Colour()"));
        Assert.Equal("""{"item":"tea","count":3,"by":"v1"}""", await ResultAsync("Jobs:Jobs.Work.Take(Jobs.Order)", """[{"item":"tea","count":3}]"""));
        Assert.Equal((1, 0), (Log.Count(1130), Log.Count(1131)));
    }

    [Fact]
    public async Task Two_modules_have_one_library_in_two_versions()
    {
        Deploy("Jobs.V1", "jobs");
        Deploy("Mail", "mail");
        await StartWithModulesAsync();

        Assert.Equal("\"red of palette 1\"", await ResultAsync("Jobs:Jobs.Work.Colour()"));
        Assert.Equal("\"ada, attempt 1, red of palette 2, True\"", await ResultAsync("@mail.send@1", """["ada"]"""));
    }

    [Fact]
    public async Task A_folder_may_be_a_module_itself()
    {
        await StartAsync(options => options.AutoLoadModules = [Repository.BuiltModule("Jobs.V1") + Path.DirectorySeparatorChar]);

        Assert.Equal("\"v1\"", await ResultAsync("Jobs:Jobs.Work.Build()"));
    }

    [Fact]
    public async Task A_library_without_a_dependency_file_is_a_module_too()
    {
        string target = Path.Combine(Folder, "palette");
        Copy("Palette.V1", target, "Palette.deps.json", "Palette.runtimeconfig.json");
        await StartWithModulesAsync();

        Assert.Equal("\"red of palette 1\"", await ResultAsync("Palette:Palette.Colours.First()"));
    }

    [Fact]
    public async Task The_methods_of_a_modules_projects_may_run_and_those_of_its_packages_may_not()
    {
        string target = Deploy("Jobs.V1", "jobs");
        await StartWithModulesAsync(options => options.Name = "project");
        Assert.Equal("\"red of palette 1\"", await ResultAsync("Palette:Palette.Colours.First()"));

        string file = Path.Combine(target, "Jobs.deps.json");
        string text = await File.ReadAllTextAsync(file);
        int at = text.LastIndexOf("\"Palette.V1/1.0.0\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text[..at] + text[at..].Replace("\"project\"", "\"package\"", StringComparison.Ordinal));
        await StartAsync(options =>
        {
            options.AutoLoadModules = [Folder];
            options.Queues = ["package"];
            options.RunUntaggedTasks = false;
        });

        TaskInfo refused = await (await Client.EnqueueAsync(Stored("Palette:Palette.Colours.First()", "[]") with { Tag = "package" })).WaitAsync(Patience);
        Assert.Equal((TaskState.Errored, "refused", ErrorCodes.MethodRefused), (refused.State, refused.Reason, refused.Error!.Type));
        Assert.Equal("The assembly 'Palette' is here, but this runner may run nothing of it. Allow it where the runner is set up: RunnerOptions.Allow.Add(\"Palette\").", refused.Error.Message);
    }

    [Fact]
    public async Task A_pattern_allows_the_methods_of_a_modules_package()
    {
        string target = Deploy("Jobs.V1", "jobs");
        string file = Path.Combine(target, "Jobs.deps.json");
        string text = await File.ReadAllTextAsync(file);
        int at = text.LastIndexOf("\"Palette.V1/1.0.0\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text[..at] + text[at..].Replace("\"project\"", "\"package\"", StringComparison.Ordinal));
        await StartWithModulesAsync(options => options.Allow.Add("Palette:Palette.Colours.*"));

        Assert.Equal("\"red of palette 1\"", await ResultAsync("Palette:Palette.Colours.First()"));
    }

    [Theory]
    [InlineData("StackExchange.Redis:StackExchange.Redis.ConfigurationOptions.Parse(string)")]
    [InlineData("System.Private.CoreLib:System.IO.File.Delete(string)")]
    [InlineData("Taskue:Taskue.TaskId.New()")]
    public async Task What_a_module_brings_along_is_not_allowed_by_that(string method)
    {
        Deploy("Jobs.V1", "jobs");
        await StartWithModulesAsync();

        TaskInfo refused = await RunAsync(method, "[\"x\"]");
        Assert.Equal((TaskState.Errored, "refused"), (refused.State, refused.Reason));
    }

    [Fact]
    public async Task A_runner_without_the_folder_holds_the_task_and_one_with_it_adopts_it()
    {
        Deploy("Jobs.V1", "jobs");
        await StartAsync(options => options.Name = "without");
        TaskHandle task = await Client.EnqueueAsync(Stored("Jobs:Jobs.Work.Build()", "[]"));
        await Wait.Eventually(async () => (await Client.GetTaskAsync(task.Id)).Reason == "held", "it is held");

        await StartWithModulesAsync(options => options.Name = "with");

        TaskInfo done = await task.WaitAsync(Patience);
        Assert.Equal((TaskState.Passed, "\"v1\"", "with"), (done.State, done.ResultJson, done.RunnerName));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error_of_the_start()
    {
        TaskueRunner runner = Make(options => options.AutoLoadModules = [Path.Combine(Root, "nowhere")]);

        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() => runner.StartAsync());
        Assert.Equal($"RunnerOptions.AutoLoadModules: the folder '{Path.Combine(Root, "nowhere")}' is not there. Make it, or correct the path.", fault.Message);
        Assert.Empty(await Client.ListRunnersAsync());
    }

    [Fact]
    public async Task A_broken_module_is_told_and_stops_no_other()
    {
        Deploy("Jobs.V1", "jobs");
        string broken = Deploy("Mail", "mail");
        await File.WriteAllTextAsync(Path.Combine(broken, "Mail.dll"), "this is no assembly");
        Directory.CreateDirectory(Path.Combine(Folder, "no module at all"));
        TaskueRunner runner = await StartWithModulesAsync();

        Assert.Equal("\"v1\"", await ResultAsync("Jobs:Jobs.Work.Build()"));
        Assert.Contains(Log.Lines, line => line.Id == 1131 && line.Text.StartsWith($"The module in {broken} cannot be used: Mail.dll is no assembly", StringComparison.Ordinal));
        Assert.Contains("Mail.dll is no assembly", Assert.Single((await InfoAsync(runner.Name)).ModuleFaults));
    }

    [Fact]
    public async Task A_module_that_lacks_an_assembly_is_told_by_its_name()
    {
        Copy("Jobs.V1", Path.Combine(Folder, "jobs"), "Palette.dll");
        TaskueRunner runner = await StartWithModulesAsync();

        Assert.Contains("it lacks Palette.dll, which Jobs.deps.json names", Assert.Single((await InfoAsync(runner.Name)).ModuleFaults));
    }

    [Fact]
    public async Task Two_methods_of_one_name_and_version_are_an_error_of_the_start_that_names_both()
    {
        Deploy("Jobs.V1", "jobs");
        Deploy("Twin", "twin");
        TaskueRunner runner = Make(options => options.AutoLoadModules = [Folder]);

        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() => runner.StartAsync());
        Assert.Equal("Two methods have the task name 'jobs.paint' in version 1: 'Jobs:Jobs.Work.Paint(string)' of module Jobs and "
            + "'Twin:Twin.Painter.Paint(string)' of module Twin. Give one of them another name or version, or do not allow it here.", fault.Message);
        Assert.Empty(await Client.ListRunnersAsync());
    }

    [Fact]
    public async Task A_runner_says_what_it_can_run()
    {
        Deploy("Jobs.V2", "jobs");
        TaskueRunner runner = await StartWithModulesAsync(options => options.Allow.Add("Other*:Other.Things.*"));

        RunnerInfo info = await InfoAsync(runner.Name);
        Assert.Subset(info.Runs.ToHashSet(), new HashSet<string> { "jobs.paint@1", "jobs.paint@2", "Jobs:*", "Palette:*", "Taskue.Process.Tests:*", "Other*:Other.Things.*" });
        Assert.Equal((true, false), (info.CanRun("@jobs.paint@2"), info.CanRun("@jobs.paint@3")));
        Assert.Equal((null, false), (info.CanRun("Jobs:Jobs.Work.Build()"), info.CanRun("Mail:Mail.Outbox.Nothing()")));
        Assert.Equal((null, false), (info.CanRun("OtherLib:Other.Things.Do()"), info.CanRun("OtherLib:Else.Do()")));
        Assert.Equal((0, 0, 0), (info.OldModuleBuilds, info.ModuleFaults.Count, info.Capabilities.Count));
    }
}
