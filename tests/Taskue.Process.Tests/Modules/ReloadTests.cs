using Taskue.TestSupport;

namespace Taskue.ModuleTests;

/// <summary>A new build is taken while the runner goes on; tasks of the old one finish in it.</summary>
public sealed class ReloadTests : ModuleTest
{
    private const string Build = "Jobs:Jobs.Work.Build()";

    [Fact]
    public async Task A_running_task_ends_in_its_build_and_new_ones_use_the_new_build()
    {
        string target = Deploy("Jobs.V1", "jobs");
        TaskueRunner runner = await StartWithModulesAsync(options => options.Concurrency = 2);
        string sign = Path.Combine(Root, "sign");
        TaskHandle stays = await Client.EnqueueAsync(Stored("Jobs:Jobs.Work.StayAsync(string,System.Threading.CancellationToken)", $"[\"{sign}\"]"));
        await Wait.Eventually(() => runner.Running == 1, "it runs");

        Copy("Jobs.V2", target);
        await LoadedAsync(2);
        Assert.Equal("\"v2\"", await ResultAsync(Build));
        Assert.Equal("\"red of palette 2\"", await ResultAsync("Jobs:Jobs.Work.Colour()"));
        await Wait.Eventually(async () => (await InfoAsync(runner.Name)).OldModuleBuilds == 1, "the old build is shown");

        // Its library is loaded only now, from the copy of the old build.
        await File.WriteAllTextAsync(sign, "");
        Assert.Equal("\"v1 with red of palette 1\"", (await stays.WaitAsync(Patience)).ResultJson);
    }

    [Fact]
    public async Task An_old_build_that_nobody_uses_leaves_memory_and_disk()
    {
        string target = DeployMarked();
        TaskueRunner runner = await StartWithModulesAsync();
        Assert.Equal("""{"item":"tea","count":3,"by":"v1"}""", await ResultAsync("Jobs:Jobs.Work.Take(Jobs.Order)", """[{"item":"tea","count":3}]"""));

        Copy("Jobs.V2", target);
        await LoadedAsync(2);
        Assert.Equal("\"v2\"", await ResultAsync(Build));
        await Wait.Eventually(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return Copies() == 1;
            }, "one copy is left");
        await Wait.Eventually(async () => (await InfoAsync(runner.Name)).OldModuleBuilds == 0, "no old build is shown");
    }

    [Fact]
    public async Task A_look_takes_no_lock_that_would_fail_a_deployment()
    {
        string target = Deploy("Jobs.V1", "jobs");
        // Who wants any lock on a file that is held like this fails.
        List<FileStream> held = [.. Directory.EnumerateFiles(target).Select(file => new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))];
        try
        {
            await StartWithModulesAsync();
            Assert.Equal("\"v1\"", await ResultAsync(Build));
        }
        finally
        {
            held.ForEach(file => file.Dispose());
        }
    }

    [Fact]
    public async Task A_half_copied_build_is_not_loaded_until_it_is_whole()
    {
        string target = Deploy("Jobs.V1", "jobs");
        TaskueRunner runner = await StartWithModulesAsync();
        byte[] whole = await File.ReadAllBytesAsync(Path.Combine(Repository.BuiltModule("Jobs.V2"), "Jobs.dll"));

        await File.WriteAllBytesAsync(Path.Combine(target, "Jobs.dll"), whole[..(whole.Length / 2)]);
        await Wait.Eventually(() => Log.Count(1131) == 1, "it is told");
        Assert.Contains(Log.Lines, line => line.Id == 1131 && line.Text.Contains("Jobs.dll ", StringComparison.Ordinal)
            && line.Text.Contains("not all there yet", StringComparison.Ordinal) && line.Text.EndsWith("The build before stays", StringComparison.Ordinal));
        Assert.Equal("\"v1\"", await ResultAsync(Build));
        await Wait.Eventually(async () => (await InfoAsync(runner.Name)).ModuleFaults.Count == 1, "it says so");

        Copy("Jobs.V2", target);
        await LoadedAsync(2);
        Assert.Equal("\"v2\"", await ResultAsync(Build));
        await Wait.Eventually(async () => (await InfoAsync(runner.Name)).ModuleFaults.Count == 0, "nothing is wrong any more");
    }

    [Fact]
    public async Task A_folder_that_is_renamed_into_place_is_taken()
    {
        string target = Deploy("Jobs.V1", "jobs");
        await StartWithModulesAsync();
        string next = Path.Combine(Folder, ".next");
        Copy("Jobs.V2", next);

        Directory.Move(target, Path.Combine(Root, "before"));
        Directory.Move(next, target);

        await LoadedAsync(2);
        Assert.Equal("\"v2\"", await ResultAsync(Build));
        Assert.Equal(0, Log.Count(1132));
    }

    [Fact]
    public async Task A_link_that_is_pointed_elsewhere_is_taken()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links need rights there.");
        }

        string one = Path.Combine(Root, "builds", "1"), two = Path.Combine(Root, "builds", "2"), link = Path.Combine(Folder, "jobs");
        Copy("Jobs.V1", one);
        Copy("Jobs.V2", two);
        Directory.CreateSymbolicLink(link, one);
        await StartWithModulesAsync();
        Assert.Equal("\"v1\"", await ResultAsync(Build));

        Directory.Delete(link);
        Directory.CreateSymbolicLink(link, two);

        await LoadedAsync(2);
        Assert.Equal("\"v2\"", await ResultAsync(Build));
    }

    [Fact]
    public async Task A_new_module_is_found_and_one_that_is_taken_away_holds_its_tasks()
    {
        TaskueRunner runner = await StartWithModulesAsync();
        TaskHandle early = await Client.EnqueueAsync(Stored(Build, "[]"));
        await Wait.Eventually(async () => (await Client.GetTaskAsync(early.Id)).Reason == "held", "it is held");

        string target = Deploy("Jobs.V1", "jobs");
        Assert.Equal("\"v1\"", (await early.WaitAsync(Patience)).ResultJson);
        await Wait.Eventually(async () => (await InfoAsync(runner.Name)).Runs.Contains("Jobs:*"), "it says so");

        Directory.Delete(target, recursive: true);
        await Wait.Eventually(() => Log.Count(1132) == 1, "it is told");
        TaskHandle late = await Client.EnqueueAsync(Stored(Build, "[]"));
        await Wait.Eventually(async () => (await Client.GetTaskAsync(late.Id)).Reason == "held", "it is held");
        await Wait.Eventually(async () => (await InfoAsync(runner.Name)).CanRun(Build) == false, "it says so");
    }

    [Fact]
    public async Task A_new_build_with_a_name_that_is_taken_is_told_and_the_build_before_stays()
    {
        Deploy("Jobs.V1", "jobs");
        TaskueRunner runner = await StartWithModulesAsync();

        Deploy("Twin", "twin");
        await Wait.Eventually(() => Log.Count(1131) == 1, "it is told");

        Assert.Contains("Two methods have the task name 'jobs.paint' in version 1", Assert.Single(Log.Lines, line => line.Id == 1131).Text);
        Assert.Equal("\"wall painted by Work of v1\"", await ResultAsync("@jobs.paint@1", "[\"wall\"]"));
        await Wait.Eventually(async () => (await InfoAsync(runner.Name)).ModuleFaults.Count == 1, "it says so");
    }

    [Fact]
    public async Task Copies_go_with_the_runner_and_those_of_a_killed_process_with_the_next()
    {
        DeployMarked();
        string left = Directory.CreateTempSubdirectory("taskue-modules-").FullName, used = Directory.CreateTempSubdirectory("taskue-modules-").FullName;
        await File.WriteAllTextAsync(Path.Combine(left, "owner"), "");
        await using FileStream living = new(Path.Combine(used, "owner"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);

        TaskueRunner runner = await StartWithModulesAsync();

        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(used));
        Assert.Equal(1, Copies());
        await runner.StopAsync().WaitAsync(Patience);
        Assert.Equal(0, Copies());
        await living.DisposeAsync();
        Directory.Delete(used, recursive: true);
    }

    private Task LoadedAsync(int times) => Wait.Eventually(() => Log.Count(1130) == times, $"{times} builds were loaded");

    /// <summary>How many copies of this test's module stand.</summary>
    private int Copies() => CopiesWith(Path.GetFileName(Root));

    private string DeployMarked()
    {
        string target = Deploy("Jobs.V1", "jobs");
        File.WriteAllText(Path.Combine(target, Path.GetFileName(Root)), "");
        return target;
    }
}
