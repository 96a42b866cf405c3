using Taskue.ProcessHost;
using Taskue.TestSupport;

namespace Taskue.ProcessTests;

/// <summary>Runners that are killed.</summary>
public sealed class KillTests(ITestOutputHelper output) : ProcessTest
{
    [Fact]
    public async Task The_tasks_of_a_killed_runner_run_again_elsewhere_and_nothing_is_lost()
    {
        ChildProcess first = await StartAsync("first", [.. Quick, "concurrency=5"]);
        var held = new List<TaskHandle<string>>();
        for (int i = 0; i < 5; i++)
        {
            held.Add(await Client.EnqueueAsync(() => HostTasks.BlockOnce(null!)));
        }

        await StartsAsync(5);
        TaskHandle<string> queued = await Client.EnqueueAsync(() => HostTasks.Work(0, null!));
        await StartAsync("second", [.. Quick, "concurrency=5"]);
        Assert.Equal("second", await queued.WaitForResultAsync(Wait.DefaultLimit));
        await first.KillAsync();
        foreach (TaskHandle<string> one in held)
        {
            TaskInfo<string> done = await one.WaitAsync(Wait.DefaultLimit);
            Assert.Equal((TaskState.Passed, "second", 2L, 1, 1), (done.State, done.Result, done.Starts, done.Attempts, done.RunnerDeaths));
            TaskAttempt earlier = Assert.Single(done.EarlierAttempts);
            Assert.Equal(("runner_died", "first"), (earlier.Outcome, earlier.RunnerName));
        }

        RunnerInfo dead = (await Client.ListRunnersAsync()).Single(runner => runner.Name == "first");
        Assert.Equal((RunnerState.Dead, 5, 0), (dead.State, dead.Rescheduled, dead.Terminated));
        Assert.Equal(11, Starts());
    }

    [Fact]
    public async Task What_a_killed_runner_has_shipped_of_a_log_stays_under_its_start_and_a_follower_goes_on_with_the_next()
    {
        ChildProcess first = await StartAsync("first", Quick);
        TaskHandle<string> handle = await Client.EnqueueAsync(() => HostTasks.PrintAndBlockOnce(null!));
        var lines = new List<(long, string)>();
        var heard = new TaskCompletionSource();
        Task following = Task.Run(async () =>
        {
            await foreach (LogEntry entry in Client.FollowLogsAsync(handle.Id))
            {
                lines.Add((entry.Starts, entry.Text));
                heard.TrySetResult();
            }
        });
        await heard.Task.WaitAsync(Wait.DefaultLimit);
        await first.WaitForLineAsync(line => line == "printed by start 1"); // the runner's console shows it too
        await first.KillAsync();
        Assert.Equal("printed by start 1", Assert.Single((await Client.GetLogAsync(handle.Id)).Entries).Text);
        await StartAsync("second", Quick);
        await following.WaitAsync(Wait.DefaultLimit);
        Assert.Equal([(1L, "printed by start 1"), (2, "printed by start 2")], lines);
    }

    [Fact]
    public async Task A_task_that_may_not_be_rescheduled_is_terminated_with_its_runner()
    {
        ChildProcess first = await StartAsync("first", [.. Quick, "concurrency=2"]);
        TaskHandle<string> handle = await Client.EnqueueAsync(
            TaskSpec.Call(() => HostTasks.BlockOnce(null!)) with { AllowRescheduling = false, Retries = 3 });
        await StartsAsync(1);
        await StartAsync("second", Quick);
        await first.KillAsync();
        TaskInfo<string> done = await handle.WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.Terminated, "runner_died", 1L), (done.State, done.Reason, done.Starts));
        Assert.NotNull(done.TerminatedAt);
        Assert.Contains("first", done.Error!.Message);
        Assert.Equal((0, 1), Of((await Client.ListRunnersAsync()).Single(runner => runner.Name == "first")));
        Assert.Equal(1, Starts());

        static (int, int) Of(RunnerInfo runner) => (runner.Rescheduled, runner.Terminated);
    }

    [Fact]
    public async Task With_default_settings_a_killed_runners_task_starts_again_within_the_promised_time()
    {
        ChildProcess first = await StartAsync("first");
        TaskHandle<string> handle = await Client.EnqueueAsync(() => HostTasks.BlockOnce(null!));
        await StartsAsync(1);
        await StartAsync("second");
        long killed = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await first.KillAsync();
        TaskInfo<string> done = await handle.WaitAsync(Wait.DefaultLimit);
        long again = Recorded().Single(record => record is { What: "start", Starts: 2 }).AtMs;
        string figure = $"From the kill to the new start: {(again - killed) / 1000.0:0.00} s";
        output.WriteLine(figure);
        TestContext.Current.SendDiagnosticMessage(figure);
        Assert.Equal((TaskState.Passed, "second"), (done.State, done.Result));

        // 10 s until the heartbeat expires and 3 s until someone looks make 13, and the promise is 15. The rest is for a loaded machine.
        Assert.InRange((again - killed) / 1000.0, 0, 20);
    }

    [Fact]
    public async Task A_killed_runner_restarts_under_its_name()
    {
        ChildProcess first = await StartAsync("same", Quick);
        TaskHandle<string> handle = await Client.EnqueueAsync(() => HostTasks.BlockOnce(null!));
        await StartsAsync(1);
        await first.KillAsync();
        ChildProcess second = await StartAsync("same", Quick);
        Assert.True(Logged(second, 1101) > 0, "It did not say that it waits.");
        TaskInfo<string> done = await handle.WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.Passed, 2L, 1), (done.State, done.Starts, done.RunnerDeaths));
    }

    [Fact]
    public async Task Three_runners_killed_one_after_another_under_twenty_thousand_tasks_lose_and_double_nothing()
    {
        const int count = 20_000;
        string[] ids = [.. Enumerable.Range(0, count).Select(_ => TaskId.New())];
        string[] settings = ["interval=500", "expiry=6000", "monitor=500", "poll=500", "concurrency=10", "deaths=1000"];
        ChildProcess survivor = Launch("survivor", settings);
        ChildProcess[] victims = [.. Enumerable.Range(0, 3).Select(number => Launch($"victim-{number}", settings))];
        foreach (ChildProcess host in victims.Append(survivor))
        {
            await StartedAsync(host);
        }

        await Client.EnqueueManyAsync(ids.Select(id => TaskSpec.Call(() => HostTasks.Work(1, null!)) with { Id = id }));
        long seen = 0;
        for (int i = 0; i < victims.Length; i++)
        {
            // Each time a victim has done something, and there is work left.
            string name = $"victim-{i}";
            await Wait.Eventually(async () => (seen = (await Client.CountTasksAsync()).Passed) >= 2000 * (i + 1)
                && (await Client.ListRunnersAsync()).Any(runner => runner.Name == name && runner.Running > 0), $"{name} runs tasks");
            await victims[i].KillAsync();
        }

        Assert.InRange(seen, 0, count - 1);
        await Wait.Eventually(async () => (await Client.CountTasksAsync()).Passed == count, "all have passed");

        TaskCounts counts = await Client.CountTasksAsync();
        Assert.Equal((count, count), (counts.Passed, counts.Total));
        Dictionary<string, TaskInfo> tasks = (await GetAsync(ids)).ToDictionary(task => task.Id);
        Assert.Equal(count, tasks.Count);
        ILookup<string, BodyRecord> starts = Recorded().Where(record => record.What == "start").ToLookup(record => record.TaskId);
        int again = 0, rescheduled = 0;
        foreach (string id in ids)
        {
            TaskInfo task = tasks[id];
            Assert.Equal(TaskState.Passed, task.State);
            Assert.Equal(1, task.Attempts);
            Assert.Equal(task.Starts - 1, task.RunnerDeaths);
            Assert.Equal(task.RunnerDeaths, task.EarlierAttempts.Count(attempt => attempt.Outcome == "runner_died"));
            BodyRecord[] bodies = [.. starts[id]];

            // A body begins once for each start at most, and the one that counts did begin; none began after the end was in the store.
            Assert.Equal(bodies.Length, bodies.Select(body => body.Starts).Distinct().Count());
            Assert.Contains(bodies, body => body.Starts == task.Starts && body.Runner == task.RunnerName);
            Assert.All(bodies, body => Assert.False(body.AtMs > task.ExecutedAt!.Value.ToUnixTimeMilliseconds(), $"{id} began again after its end."));
            again += bodies.Length - 1;
            rescheduled += task.RunnerDeaths;
        }

        // Only what the dead had in hand, ten slots each, was moved at all.
        Assert.InRange(rescheduled, 1, 30);
        await Wait.Eventually(async () => (await Client.ListRunnersAsync()).Where(runner => runner.State == RunnerState.Dead).Sum(runner => runner.Rescheduled) == rescheduled,
            "the registry says the same");
        output.WriteLine($"{rescheduled} tasks were moved on, {again} bodies began again");
    }

    [Fact]
    public async Task A_task_that_kills_three_runners_is_poisoned()
    {
        TaskHandle poison = await Client.EnqueueAsync(TaskSpec.Call(() => HostTasks.Crash(null!)) with { Retries = 5 });
        ChildProcess first = Launch("one", Quick), second = Launch("two", Quick), third = Launch("three", Quick);
        foreach (ChildProcess host in new[] { first, second, third })
        {
            Assert.NotEqual(0, await host.WaitForExitAsync());
        }

        Assert.Equal(3, Starts());
        await StartAsync("four", Quick);
        TaskInfo done = await poison.WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.Terminated, "poisoned", 3, 3L), (done.State, done.Reason, done.RunnerDeaths, done.Starts));
        Assert.Contains("3 runners died", done.Error!.Message);
        Assert.Equal("four", await (await Client.EnqueueAsync(() => HostTasks.Work(0, null!))).WaitForResultAsync(Wait.DefaultLimit));
        Assert.Equal(3, Starts(poison.Id));
    }
}
