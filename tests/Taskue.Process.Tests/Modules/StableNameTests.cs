using Taskue.RunnerTests;
using Taskue.TestSupport;

namespace Taskue.ModuleTests;

/// <summary>A name of its own lets a method be renamed and moved while calls of it are queued.</summary>
public sealed class StableNameTests : ModuleTest
{
    [Fact]
    public async Task A_call_is_stored_under_its_name_and_run_by_it()
    {
        await StartAsync();
        TaskHandle<string> task = await Client.EnqueueAsync(() => Named.Greet("Ada"));

        Assert.Equal("Hello Ada", await task.WaitForResultAsync(Wait.DefaultLimit));
        TaskInfo info = await Client.GetTaskAsync(task.Id);
        Assert.Equal(("@tests.greet@3", "tests.greet@3"), (info.Method, info.Title));
    }

    [Fact]
    public async Task An_instance_method_is_called_on_the_type_that_has_the_name()
    {
        await StartAsync();
        TaskHandle<string> task = await Client.EnqueueAsync(TaskSpec.On<NamedService>().Call(service => service.Who(TaskContext.Current)));

        Assert.Equal("tests.who@1", await task.WaitForResultAsync(Wait.DefaultLimit));
    }

    [Fact]
    public async Task A_renamed_class_runs_what_was_queued_for_the_old_one()
    {
        string target = Deploy("Jobs.V1", "jobs");
        await StartWithModulesAsync();
        Assert.Equal("\"wall painted by Work of v1\"", await ResultAsync("@jobs.paint@1", "[\"wall\"]"));

        Copy("Jobs.V2", target);
        await Wait.Eventually(() => Log.Count(1130) == 2, "the new build is loaded");

        Assert.Equal("\"wall painted by Studio of v2\"", await ResultAsync("@jobs.paint@1", "[\"wall\"]"));
        Assert.Equal("\"wall painted 2 times by Studio of v2\"", await ResultAsync("@jobs.paint@2", "[\"wall\",2]"));
    }

    [Fact]
    public async Task A_version_that_no_runner_has_is_held_and_adopted_by_the_runner_that_has_it()
    {
        Deploy("Jobs.V1", "jobs");
        await StartWithModulesAsync(options => options.Name = "old");
        TaskHandle task = await Client.EnqueueAsync(Stored("@jobs.paint@2", "[\"wall\",3]"));
        await Wait.Eventually(async () => (await Client.GetTaskAsync(task.Id)).Reason == "held", "it is held");
        TaskInfo held = await Client.GetTaskAsync(task.Id);
        Assert.Equal("This runner has the task 'jobs.paint' in version 1, and not in version 2.", Assert.Single(held.EarlierAttempts).Error?.Message);
        Assert.Equal(TaskState.Pending, held.State);

        await StartAsync(options =>
        {
            options.Name = "new";
            options.AutoLoadModules = [Repository.BuiltModule("Jobs.V2")];
        });

        TaskInfo done = await task.WaitAsync(Patience);
        Assert.Equal((TaskState.Passed, "\"wall painted 3 times by Studio of v2\"", "new"), (done.State, done.ResultJson, done.RunnerName));
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_are_errored_as_ever()
    {
        Deploy("Jobs.V2", "jobs");
        await StartWithModulesAsync();

        TaskInfo done = await RunAsync("@jobs.paint@2", "[\"wall\"]");
        Assert.Equal((TaskState.Errored, "arguments", ErrorCodes.ArgumentMismatch), (done.State, done.Reason, done.Error!.Type));
    }

    [Fact]
    public async Task A_named_method_that_is_not_allowed_is_refused_with_the_setting()
    {
        await StartAsync(options =>
        {
            options.Allow.MarkedMethods = options.Allow.EntryAssembly = false;
            options.Allow.Add("Taskue.Process.Tests:*.Bodies.*");
        });

        TaskInfo done = await RunAsync("@tests.greet@3", "[\"Ada\"]");
        Assert.Equal((TaskState.Errored, "refused"), (done.State, done.Reason));
        Assert.Equal("'Taskue.Process.Tests:Taskue.ModuleTests.Named.Greet(string)' is not among the methods that this runner may run. "
            + "Allow it where the runner is set up: RunnerOptions.Allow.Add(\"Taskue.Process.Tests:Taskue.ModuleTests.Named.Greet\").", done.Error!.Message);
    }

    [Fact]
    public async Task A_named_method_of_the_programs_projects_is_allowed_where_nothing_else_is()
    {
        await StartAsync(options => options.Allow.EntryAssembly = false);

        Assert.Equal("Hello Ada", await (await Client.EnqueueAsync(() => Named.Greet("Ada"))).WaitForResultAsync(Wait.DefaultLimit));
        TaskInfo plain = await (await Client.EnqueueAsync(() => Bodies.Add(1, 2))).WaitAsync(Patience);
        Assert.Equal((TaskState.Errored, "refused"), (plain.State, plain.Reason));
    }
}

/// <summary>Methods with names of their own.</summary>
public static class Named
{
    [TaskueTask("tests.greet", Version = 3)]
    public static string Greet(string name) => "Hello " + name;
}

public sealed class NamedService
{
    [TaskueTask("tests.who")]
#pragma warning disable CA1822 // An instance method is what is tested.
    public string Who(TaskContext context) => context.Title;
#pragma warning restore CA1822
}
