using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.RunnerTests;

/// <summary>One living runner a name; and what a runner does that was declared dead.</summary>
public sealed class NameTests : RunnerTest
{
    [Fact]
    public async Task A_second_living_runner_of_a_name_is_refused()
    {
        TaskueRunner first = await StartAsync(options => options.Name = "same");
        TaskueRunner second = Make(options => options.Name = "same");
        RunnerNameException fault = await Assert.ThrowsAsync<RunnerNameException>(() => second.StartAsync().WaitAsync(Patience));
        Assert.Equal(ErrorCodes.RunnerNameTaken, fault.Code);
        Assert.Contains("'same'", fault.Message);
        Assert.Equal(first.Name, await (await Client.EnqueueAsync(() => Bodies.RunnerOf(null!))).WaitForResultAsync());
    }

    [Fact]
    public async Task The_same_name_in_another_namespace_is_free()
    {
        await StartAsync(options => options.Name = "same");
        await using TaskueClient others = Client.WithNamespace(Namespace + "-2");
        await using var second = new TaskueRunner(others, Quick(options => options.Name = "same"));
        await second.StartAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_stopped_runners_name_is_free_at_once()
    {
        TaskueRunner first = await StartAsync(options => options.Name = "same");
        await first.StopAsync();
        await StartAsync(options => options.Name = "same");
        Assert.Equal(0, Log.Count(1101));
        Assert.Equal([RunnerState.Idle, RunnerState.Stopped], (await Client.ListRunnersAsync()).Where(info => info.Name == "same").Select(info => info.State));
    }

    [Fact]
    public async Task A_silent_runners_name_is_waited_for()
    {
        // Registered, and never heard of again: as a killed one.
        var keys = new RunnerKeys(Incarnation.Of("same"), "same", ["default"]);
        RedisStore store = Client.Link.StoreFor(Namespace, null);
        await StartAsync(options => options.Name = "other"); // someone beats: no grace
        await store.RegisterAsync(keys, new RunnerRow("same", 1, "elsewhere", 1, "0.1.0", keys.Queues), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2));
        await StartAsync(options => options.Name = "same");
        Assert.True(Log.Count(1101) > 0);
        Assert.Equal([RunnerState.Idle, RunnerState.Dead], (await Client.ListRunnersAsync()).Where(info => info.Name == "same").Select(info => info.State));
    }

    [Fact]
    public async Task A_runner_that_was_declared_dead_drops_what_it_holds_and_comes_back_under_its_name()
    {
        TaskueRunner runner = await StartAsync(options => options.Concurrency = 2);
        TaskHandle<string> held = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        await EnteredAsync(1);
        await BuryAsync(runner.Name);
        await Wait.Eventually(() => Log.Count(1106) == 1, "it says that it was declared dead");
        await EnteredAsync(2); // its token fired, and the task runs again, in the new incarnation
        Door.Open();
        TaskInfo<string> done = await held.WaitAsync();
        Assert.Equal((TaskState.Passed, 2L, 1, 1), (done.State, done.Starts, done.RunnerDeaths, done.Attempts));
        Assert.Equal("runner_died", Assert.Single(done.EarlierAttempts).Outcome);
        Assert.False(runner.Completion.IsCompleted);
        Assert.Equal([RunnerState.Idle, RunnerState.Dead], (await Client.ListRunnersAsync()).Where(info => info.Name == runner.Name).Select(info => info.State));
        Assert.Equal(1, (await Client.ListRunnersAsync())[1].Rescheduled);
        await runner.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task The_late_result_of_a_runner_that_was_declared_dead_is_refused()
    {
        TaskueRunner first = await StartAsync(options => options.PollInterval = TimeSpan.FromMinutes(1));
        TaskHandle<string> held = await Client.EnqueueAsync(() => Bodies.PassDeaf(Namespace, null!));
        await EnteredAsync(1);
        await Client.PauseRunnerAsync(first.Name); // it must not take its own task back
        await BuryAsync(first.Name);
        TaskueRunner second = await StartAsync();
        Door.Open();
        TaskInfo<string> done = await held.WaitAsync();
        Assert.Equal((TaskState.Passed, 2L), (done.State, done.Starts));
        await Wait.Eventually(() => Log.Count(1106) == 1, "the first learns of it");
        Assert.Equal(done, await Client.GetTaskAsync<string>(held.Id) with { EarlierAttempts = done.EarlierAttempts });
        Assert.False(first.Completion.IsCompleted || second.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_result_that_comes_after_the_death_is_counted_as_refused()
    {
        // Nothing but the result makes it call: so it is the result that comes too late.
        TaskueRunner runner = await StartAsync(options =>
        {
            options.PollInterval = TimeSpan.FromMinutes(1);
            options.HeartbeatInterval = TimeSpan.FromSeconds(20);
            options.HeartbeatExpiry = TimeSpan.FromSeconds(60);
            options.StalledAfter = TimeSpan.FromSeconds(60);
        });
        TaskHandle<string> held = await Client.EnqueueAsync(() => Bodies.PassDeaf(Namespace, null!));
        await EnteredAsync(1);
        await BuryAsync(runner.Name);
        Door.Open();
        TaskInfo<string> done = await held.WaitAsync();
        Assert.Equal((TaskState.Passed, 2L, 1, 2), (done.State, done.Starts, done.RunnerDeaths, Door.Entered));
        Assert.Equal(1L, (await Client.GetOverviewAsync()).RefusedResults);
        Assert.Contains(": 1 tasks it held ", Assert.Single(Log.Lines, line => line.Id == 1106).Text);
    }

    [Fact]
    public async Task A_task_whose_outcome_waits_for_its_log_counts_among_those_that_a_death_has_taken()
    {
        using var logs = new StandingLink(Client.Link, nameof(IStore.AppendLogs));
        logs.Stand();
        await using var runner = new TaskueRunner(logs, Namespace, Quick(options => options.Name = "slow"));
        try
        {
            await runner.StartAsync().WaitAsync(Patience);
            TaskHandle failing = await Client.EnqueueAsync(() => LogBodies.FailTwice(null!));
            await Wait.Eventually(() => logs.Calls > 0 && Log.Count(1113) == 1, "its body has ended, and its lines are under way");
            await BuryAsync(runner.Name);
            await Wait.Eventually(() => Log.Count(1106) == 1, "it says that it was declared dead");
            Assert.Contains(": 1 tasks it held ", Log.Lines.Single(line => line.Id == 1106).Text);
        }
        finally
        {
            logs.Go();
            await runner.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);
        }
    }

    [Fact]
    public async Task A_runner_that_was_declared_dead_and_whose_name_is_taken_gives_up()
    {
        TaskueRunner first = await StartAsync(options =>
        {
            options.Name = "same";
            options.PollInterval = TimeSpan.FromMinutes(1);
            options.HeartbeatInterval = TimeSpan.FromSeconds(2);
            options.HeartbeatExpiry = TimeSpan.FromSeconds(6);
            options.StalledAfter = TimeSpan.FromSeconds(6);
        });
        await BuryAsync("same");
        TaskueRunner second = await StartAsync(options => options.Name = "same");
        RunnerNameException fault = await Assert.ThrowsAsync<RunnerNameException>(() => first.Completion.WaitAsync(Patience));
        Assert.Equal(ErrorCodes.RunnerLost, fault.Code);
        Assert.Equal(3, await (await Client.EnqueueAsync(() => Bodies.Add(1, 2))).WaitForResultAsync());
        await first.StopAsync().WaitAsync(Patience);
        await second.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_runner_that_waits_for_its_name_after_it_was_declared_dead_can_be_stopped()
    {
        TaskueRunner runner = await StartAsync(options => options.Name = "same");
        await BuryAsync("same");

        // The name is held by one that is never heard of again, for a long time.
        var keys = new RunnerKeys(Incarnation.Of("same"), "same", ["default"]);
        RegisterReply taken = await Client.Link.StoreFor(Namespace, null).RegisterAsync(
            keys, new RunnerRow("same", 1, "elsewhere", 1, "0.1.0", keys.Queues), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));
        if (taken.Taken)
        {
            Assert.Skip("The runner was back before its name could be taken.");
        }

        await Wait.Eventually(() => Log.Count(1101) > 0, "it waits for its name");
        await runner.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
        await runner.Completion.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
