using Taskue.ProcessHost;
using Taskue.TestSupport;

namespace Taskue.ProcessTests;

/// <summary>Runners that are frozen and thawed, or starved of threads.</summary>
public sealed class FreezeTests : ProcessTest
{
    [Fact]
    public async Task The_late_result_of_a_frozen_runner_is_refused_and_it_comes_back()
    {
        ChildProcess frozen = await StartAsync("frozen", Quick);
        TaskHandle<string> handle = await Client.EnqueueAsync(() => HostTasks.Until("go", null!));
        await StartsAsync(1);
        await StartAsync("other", Quick);
        await frozen.SignalAsync(ProcessSignal.Stop);
        await StartsAsync(2);
        Give("go");
        TaskInfo<string> done = await handle.WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.Passed, "other", "other", 2L, 1), (done.State, done.Result, done.RunnerName, done.Starts, done.RunnerDeaths));
        Assert.Equal(RunnerState.Dead, (await Client.ListRunnersAsync()).Single(runner => runner.Name == "frozen").State);

        await frozen.SignalAsync(ProcessSignal.Continue);
        await LoggedAsync(frozen, 1106);
        await Wait.Eventually(() => Logged(frozen, 1100) == 2, "it has come back under its name");
        TaskInfo<string> later = await Client.GetTaskAsync<string>(handle.Id);
        Assert.Equal((done.ResultJson, done.RunnerName, done.ExecutedAt, done.Starts), (later.ResultJson, later.RunnerName, later.ExecutedAt, later.Starts));
        Assert.Equal([RunnerState.Idle, RunnerState.Dead],
            (await Client.ListRunnersAsync()).Where(runner => runner.Name == "frozen").Select(runner => runner.State));

        // It works again.
        await Wait.Eventually(async () => (await Client.ListQueuesAsync()).Single().ParkedRunners == 2, "both wait for work");
        await Client.PauseRunnerAsync("other");
        await Wait.Eventually(async () => (await Client.ListQueuesAsync()).Single().ParkedRunners == 1, "only it waits for work");
        Assert.Equal("frozen", await (await Client.EnqueueAsync(() => HostTasks.Work(0, null!))).WaitForResultAsync(Wait.DefaultLimit));
    }

    [Fact]
    public async Task A_late_result_is_counted_as_refused()
    {
        // One slot only is deaf; the result is ready at the moment of the thaw, and is told before the runner learns of its death.
        ChildProcess frozen = await StartAsync("frozen", ["interval=500", "expiry=2000", "monitor=500", "poll=60000"]);
        TaskHandle<string> handle = await Client.EnqueueAsync(() => HostTasks.Until("go", null!));
        await StartsAsync(1);
        await StartAsync("other", Quick);
        await frozen.SignalAsync(ProcessSignal.Stop);
        await StartsAsync(2);
        Give("go");
        await handle.WaitAsync(Wait.DefaultLimit);
        await frozen.SignalAsync(ProcessSignal.Continue);
        await LoggedAsync(frozen, 1106);
        string said = frozen.Lines.Single(line => line.Text.StartsWith("log 1106 ", StringComparison.Ordinal)).Text;
        long refused = (await Client.GetOverviewAsync()).RefusedResults;

        // Whether its result came to the store and was refused there, or was discarded before: it is said.
        Assert.True(refused is 0 or 1, $"refused: {refused}");
        Assert.Contains(": 1 tasks it held ", said);
    }

    [Fact]
    public async Task A_thawed_runner_whose_name_was_taken_gives_up_with_a_code_of_its_own()
    {
        ChildProcess frozen = await StartAsync("same", Quick);
        await frozen.SignalAsync(ProcessSignal.Stop);
        ChildProcess second = await StartAsync("same", Quick);
        await frozen.SignalAsync(ProcessSignal.Continue);
        Assert.Equal(3, await frozen.WaitForExitAsync());
        Assert.Contains(frozen.Lines, line => line.Text.StartsWith($"lost {ErrorCodes.RunnerLost} ", StringComparison.Ordinal));
        Assert.Equal("same", await (await Client.EnqueueAsync(() => HostTasks.Work(0, null!))).WaitForResultAsync(Wait.DefaultLimit));
        Assert.False(second.HasExited);
    }

    [Fact]
    public async Task A_runner_whose_thread_pool_is_starved_beats_on_and_goes_on_working()
    {
        string[] settings = ["interval=400", "expiry=2000", "monitor=200", "poll=200", "concurrency=4", "stalled=60000", "redisTimeout=30000"];
        ChildProcess starved = await StartAsync("starved", [.. settings, "queues=its"]);
        ChildProcess watch = await StartAsync("watch", settings);
        TaskHandle<string> before = await Client.EnqueueAsync(TaskSpec.Call(() => HostTasks.Until("go", null!)) with { Tag = "its" });
        await StartsAsync(1);
        await starved.WriteLineAsync("starve");
        await starved.WaitForLineAsync(line => line == "starved");
        DateTimeOffset start = (await Client.GetOverviewAsync()).At;
        DateTimeOffset? latest = null;
        await Wait.Eventually(async () =>
        {
            RunnerInfo info = (await Client.ListRunnersAsync()).Single(runner => runner.Name == "starved");
            Assert.Equal(RunnerState.Busy, info.State);
            latest = info.HeartbeatExpiresAt;
            return latest > start + TimeSpan.FromSeconds(8.5);
        }, "it has beaten for three expiries and more", TimeSpan.FromSeconds(60));

        // Not only does it beat: it takes tasks and delivers results.
        Assert.Equal("starved", await (await Client.EnqueueAsync(TaskSpec.Call(() => HostTasks.Work(0, null!)) with { Tag = "its" }))
            .WaitForResultAsync(Wait.DefaultLimit));
        Give("go");
        TaskInfo<string> done = await before.WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.Passed, 1L, 0), (done.State, done.Starts, done.RunnerDeaths));
        Assert.Equal((0, 0, 0), (Logged(watch, 1108), Logged(starved, 1106), Logged(starved, 1104)));
        await starved.WriteLineAsync("feed");
    }
}
