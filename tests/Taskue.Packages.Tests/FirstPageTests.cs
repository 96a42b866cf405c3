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
