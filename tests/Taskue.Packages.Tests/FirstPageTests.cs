using Taskue.TestSupport;

namespace Taskue.Packages.Tests;

/// <summary>The code by which Taskue was designed, against a real server.</summary>
public sealed class FirstPageTests
{
    [Fact]
    public async Task The_code_of_the_first_page_runs()
    {
        string server = await TestServers.ConnectionStringAsync(ServerKind.Redis);
        await using var taskue = await TaskueClient.ConnectAsync(server, new TaskueOptions { Namespace = "first-page" });
        await using var runner = new TaskueRunner(taskue, new RunnerOptions { Queues = ["linux"], Concurrency = 4 });
        await runner.StartAsync();

        TaskSpec<string> build = TaskSpec.Call(() => Ci.Build("main")) with { Title = "build", Retries = 3, Tag = "linux" };
        TaskSpec<int> test = TaskSpec.Call(() => Ci.Test("main-1")) with { Timeout = TimeSpan.FromMinutes(5) };
        TaskSpec tell = TaskSpec.Call(() => Ci.Notify()) with { When = RunWhen.OnFailure, AllowFailure = true };

        TaskHandle<string> one = await taskue.EnqueueAsync(build);
        TaskHandle<int> two = await taskue.EnqueueAsync(() => Images.Resize("cat.png", 200));
        TaskInfo<string> ended = await one.WaitAsync();
        Assert.Equal("main-1", ended.Result);
        Assert.Equal(200, await two.WaitForResultAsync());
        Assert.Equal("main-1", (await taskue.WaitForTaskAsync<string>(one.Id)).Result);

        WorkflowHandle run = await taskue.EnqueueAsync(new WorkflowSpec("release", [[build], [test], [tell]]));
        WorkflowInfo done = await run.WaitAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(WorkflowState.Passed, done.State);
        Assert.Equal([StageState.Passed, StageState.Passed, StageState.Skipped], done.Stages.Select(stage => stage.State));
        Assert.Equal(6, done.Stages[1].Tasks[0].GetResult<int>());
        Assert.Equal(done.State, (await taskue.WaitForWorkflowAsync(run.Id)).State);
    }

    [Fact]
    public async Task Who_waits_for_success_gets_the_snapshot_or_an_exception_that_carries_it()
    {
        string server = await TestServers.ConnectionStringAsync(ServerKind.Redis);
        await using var taskue = await TaskueClient.ConnectAsync("redis://" + server.Split(',')[0], new TaskueOptions { Namespace = "ensure-passed" });
        await using var runner = new TaskueRunner(taskue, new RunnerOptions { Concurrency = 4 });
        await runner.StartAsync();
        TaskSpec good = TaskSpec.Call(() => Ci.Notify()), bad = TaskSpec.Call(() => Ci.Break("main")) with { Title = "deploy" };

        TaskHandle passes = await taskue.EnqueueAsync(good), fails = await taskue.EnqueueAsync(bad);
        Assert.Equal(TaskState.Passed, (await passes.EnsurePassedAsync()).State);
        TaskFailedException failed = await Assert.ThrowsAsync<TaskFailedException>(() => fails.EnsurePassedAsync());
        Assert.Equal(("TQ1004", TaskState.Failed, $"Task 'deploy' ({fails.Id}) is failed and has not passed: main is broken"), (failed.Code, failed.TaskInfo.State, failed.Message));
        TaskHandle<int> gives = await taskue.EnqueueAsync(TaskSpec.Call(() => Ci.Test("abc")));
        Assert.Equal("3", (await gives.EnsurePassedAsync()).ResultJson);

        WorkflowHandle whole = await taskue.EnqueueAsync(new WorkflowSpec("w", [[good, bad with { AllowFailure = true }]]));
        Assert.Equal(1, (await whole.EnsurePassedAsync()).Warnings);
        WorkflowHandle broken = await taskue.EnqueueAsync(new WorkflowSpec("release", [[bad with { AllowFailure = true }, bad with { Title = "second" }, good], [good]]));
        WorkflowFailedException fault = await Assert.ThrowsAsync<WorkflowFailedException>(() => broken.EnsurePassedAsync());
        Assert.Equal(("TQ1016", WorkflowState.Failed), (fault.Code, fault.WorkflowInfo.State));
        Assert.Equal($"Workflow 'release' ({broken.Id}) is failed and has not passed: 1 task failed, first 'second' ({fault.WorkflowInfo.Stages[0].Tasks[1].Id}): main is broken", fault.Message);
    }

    [Fact]
    public void The_result_of_an_earlier_task_as_an_argument_is_refused_and_never_evaluated()
    {
        TaskSpec<string> build = TaskSpec.Call(() => Ci.Build("main"));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => TaskSpec.Call(() => Ci.Test(build.Result)));
        Assert.Contains("Test", refused.Message, StringComparison.Ordinal);
    }

    private static class Ci
    {
        public static string Build(string branch) => branch + "-1";

        public static int Test(string build) => build.Length;

        public static Task Notify() => Task.CompletedTask;

        public static void Break(string branch) => throw new InvalidOperationException(branch + " is broken");
    }

    private static class Images
    {
        public static async Task<int> Resize(string path, int width)
        {
            await Task.Yield();
            return path.Length > 0 ? width : 0;
        }
    }
}
