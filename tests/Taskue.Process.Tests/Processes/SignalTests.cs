using Taskue.ProcessHost;
using Taskue.TestSupport;

namespace Taskue.ProcessTests;

/// <summary>Runners that are asked to end.</summary>
public sealed class SignalTests : ProcessTest
{
    [Fact]
    public async Task On_SIGTERM_a_runner_finishes_its_task_and_exits_with_0()
    {
        ChildProcess host = await StartAsync("one", Quick);
        TaskHandle<string> running = await Client.EnqueueAsync(() => HostTasks.Until("go", null!));
        TaskHandle<string> queued = await Client.EnqueueAsync(() => HostTasks.Work(0, null!));
        await StartsAsync(1);
        await host.SignalAsync(ProcessSignal.Terminate);
        await LoggedAsync(host, 1102);
        Give("go");
        Assert.Equal(0, await host.WaitForExitAsync());
        Assert.Equal((TaskState.Passed, TaskState.Pending), ((await Client.GetTaskAsync(running.Id)).State, (await Client.GetTaskAsync(queued.Id)).State));
        Assert.Equal(RunnerState.Stopped, (await Client.ListRunnersAsync()).Single().State);
        Assert.Contains(host.Lines, line => line.Text == "stopped");
    }

    [Fact]
    public async Task On_SIGTERM_a_task_that_outlasts_the_grace_is_handed_back_uncharged()
    {
        ChildProcess host = await StartAsync("one", [.. Quick, "grace=500"]);
        TaskHandle<string> deaf = await Client.EnqueueAsync(() => HostTasks.Until("go", null!));
        TaskHandle polite = await Client.EnqueueAsync(() => HostTasks.Polite(null!));
        await StartsAsync(1);
        await host.SignalAsync(ProcessSignal.Terminate);
        Assert.Equal(0, await host.WaitForExitAsync());
        Assert.Equal([deaf.Id, polite.Id], (await Client.ListTasksAsync(new TaskQuery { State = TaskState.Pending })).Select(task => task.Id));

        Give("go");
        await StartAsync("two", [.. Quick, "concurrency=2"]);
        TaskInfo<string> done = await deaf.WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.Passed, "two", 1, 2L, 0), (done.State, done.Result, done.Attempts, done.Starts, done.RunnerDeaths));
        Assert.Equal("handed_back", Assert.Single(done.EarlierAttempts).Outcome);
    }

    [Fact]
    public async Task On_SIGTERM_while_redis_is_away_it_ends_all_the_same_and_its_task_runs_again()
    {
        ChildProcess host = await StartAsync("one", [.. Quick, "grace=500", "redisTimeout=1500"]);
        TaskHandle<string> deaf = await Client.EnqueueAsync(() => HostTasks.Until("go", null!));
        await StartsAsync(1);
        await Server.KillAsync();
        await LoggedAsync(host, 1104);
        await host.SignalAsync(ProcessSignal.Terminate);
        Assert.Equal(0, await host.WaitForExitAsync());
        await Server.RestartAsync();
        Give("go");
        await StartAsync("two", Quick);
        TaskInfo<string> done = await deaf.WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.Passed, "two", 1, 2L), (done.State, done.Result, done.Attempts, done.Starts));
    }

    private protected override RedisServerOptions ServerOptions => new() { AppendFsync = AppendFsync.Always };
}
