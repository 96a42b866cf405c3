using System.Diagnostics;
using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.RunnerTests;

/// <summary>Timeouts: the token, the grace, and what becomes of a body that heeds neither.</summary>
public sealed class TimeoutTests : RunnerTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task The_token_fires_at_the_timeout_and_the_task_has_timed_out()
    {
        await StartAsync(options => options.TimeoutGrace = TimeSpan.FromSeconds(5));
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.PassAsync(Namespace, null!)) with { Timeout = Soon })).WaitAsync();
        Assert.Equal((TaskState.TimedOut, 1), (done.State, done.Attempts));
        Assert.Contains("its timeout of 200 ms", done.Error!.Message);
        Assert.Equal(0, Log.Count(1110));
    }

    [Fact]
    public async Task A_body_that_swallows_the_token_and_returns_in_the_grace_has_timed_out_all_the_same()
    {
        await StartAsync();
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.Swallow(CancellationToken.None)) with { Timeout = Soon })).WaitAsync();
        Assert.Equal((TaskState.TimedOut, null), (done.State, done.ResultJson));
    }

    [Fact]
    public async Task The_runners_own_timeout_counts_where_the_task_has_none()
    {
        await StartAsync(options => options.TaskTimeout = Soon);
        TaskInfo done = await (await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!))).WaitAsync();
        Assert.Equal(TaskState.TimedOut, done.State);
    }

    [Fact]
    public async Task A_deaf_body_loses_its_slot_after_the_grace_and_what_it_gives_later_is_ignored()
    {
        TaskueRunner runner = await StartAsync();
        TaskHandle<string> deaf = await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.PassDeaf(Namespace, null!)) with { Timeout = Soon });
        TaskInfo<string> done = await deaf.WaitAsync();
        Assert.Equal(TaskState.TimedOut, done.State);
        Assert.True(done.ExecutedAt - done.StartedAt >= TimeSpan.FromMilliseconds(490), "The grace was not given.");
        Assert.Equal(1, Door.Inside);
        await Wait.Eventually(() => Log.Count(1110) == 1, "it is said");

        // The one slot is free although the body still holds its thread.
        Assert.Equal(3, await (await Client.EnqueueAsync(() => Bodies.Add(1, 2))).WaitForResultAsync());
        Door.Open();
        await Wait.Eventually(() => Door.Inside == 0, "the deaf body has ended");
        Assert.Equal(4, await (await Client.EnqueueAsync(() => Bodies.Add(2, 2))).WaitForResultAsync());
        Assert.Equal((TaskState.TimedOut, 0), ((await Client.GetTaskAsync(deaf.Id)).State, runner.Running));
    }

    [Fact]
    public async Task The_grace_begins_when_the_token_fires_however_late_that_is()
    {
        var timeout = TimeSpan.FromSeconds(1);
        var grace = TimeSpan.FromSeconds(5);
        using var link = new StandingLink(Client.Link, nameof(IStore.Exchange));
        await using var runner = new TaskueRunner(link, Namespace, Quick(options =>
        {
            options.Concurrency = 2; // it goes on asking
            options.TimeoutGrace = grace;
            options.StalledAfter = TimeSpan.FromMinutes(1);
        }));
        try
        {
            await runner.StartAsync().WaitAsync(Patience);
            TaskHandle late = await Client.EnqueueAsync(TaskSpec.Call(() => LogBodies.UntilToken(Namespace, true, null!)) with { Timeout = timeout });
            await Wait.Eventually(() => runner.Running == 1, "it runs");

            // The dispatch stands in a call until the timeout and the grace have passed.
            link.Stand();
            var stands = Stopwatch.StartNew();
            await Wait.Eventually(() => stands.Elapsed > timeout + grace, "the time has passed");
            Assert.Equal(0, Door.Entered);
            link.Go();
            await EnteredAsync(1);
            int before = link.Calls;
            await Wait.Eventually(() => link.Calls > before + 3, "the dispatch has looked at it again");
            Door.Open();
            Assert.Equal(TaskState.TimedOut, (await late.WaitAsync()).State);
            Assert.Equal(0, Log.Count(1110));
        }
        finally
        {
            link.Go();
            await runner.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);
        }
    }

    [Fact]
    public async Task Deaf_bodies_never_use_up_the_threads()
    {
        await StartAsync(options => options.Concurrency = 2);
        TaskHandle<string>[] deaf = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Client.EnqueueAsync(TaskSpec.Call(() => Bodies.PassDeaf(Namespace, null!)) with { Timeout = TimeSpan.FromMilliseconds(500) })));
        foreach (TaskHandle<string> one in deaf)
        {
            Assert.Equal(TaskState.TimedOut, (await one.WaitAsync()).State);
        }

        Assert.Equal(8, Door.Inside);
        Assert.Equal(3, await (await Client.EnqueueAsync(() => Bodies.Add(1, 2))).WaitForResultAsync());
    }

    [Fact]
    public async Task Stuck_bodies_are_shown_on_the_runner_until_they_end()
    {
        TaskueRunner runner = await StartAsync();
        await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.PassDeaf(Namespace, null!)) with { Timeout = Soon })).WaitAsync();
        await Wait.Eventually(async () => (await InfoAsync(runner.Name)).StuckTasks == 1, "the stuck body is shown");
        Door.Open();
        await Wait.Eventually(async () => (await InfoAsync(runner.Name)).StuckTasks == 0, "it has ended, and is not shown any more");
    }

    [Fact]
    public async Task A_body_that_heeds_its_token_late_but_in_the_grace_is_not_stuck()
    {
        TaskueRunner runner = await StartAsync(options => (options.MaxStuckTasks, options.TimeoutGrace) = (1, TimeSpan.FromSeconds(5)));
        await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.Swallow(CancellationToken.None)) with { Timeout = Soon })).WaitAsync();
        Assert.Equal(3, await (await Client.EnqueueAsync(() => Bodies.Add(1, 2))).WaitForResultAsync());
        Assert.False(runner.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_runner_with_too_many_stuck_bodies_drains_and_ends_with_an_error_and_loses_no_task()
    {
        TaskueRunner runner = await StartAsync(options => (options.Concurrency, options.MaxStuckTasks) = (3, 2));
        TaskHandle<string> beside = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        TaskHandle<string>[] deaf = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            Client.EnqueueAsync(TaskSpec.Call(() => Bodies.PassDeaf(Namespace, null!)) with { Timeout = Soon })));
        await StateAsync(runner.Name, RunnerState.Stopping);
        Assert.Equal(1, Log.Count(1114));
        TaskHandle<int> after = await Client.EnqueueAsync(() => Bodies.Add(1, 2));
        Door.Open(); // the deaf ones may end now: the runner is not to be trusted any more all the same

        RunnerStuckException ended = await Assert.ThrowsAsync<RunnerStuckException>(() => runner.Completion.WaitAsync(Patience));
        Assert.Contains("MaxStuckTasks", ended.Message);
        Assert.Equal(TaskState.Passed, (await beside.WaitAsync()).State);
        Assert.All(await Task.WhenAll(deaf.Select(one => one.WaitAsync())), one => Assert.Equal(TaskState.TimedOut, one.State));
        Assert.Equal(RunnerState.Stopped, (await InfoAsync(runner.Name)).State);
        Assert.Equal(TaskState.Pending, (await Client.GetTaskAsync(after.Id)).State);
        await StartAsync();
        Assert.Equal(3, await after.WaitForResultAsync());
    }

    [Fact]
    public async Task A_timed_out_attempt_is_tried_again()
    {
        await StartAsync();
        TaskInfo<int> done = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.LateOnce(null!)) with { Timeout = TimeSpan.FromSeconds(2), Retries = 1 })).WaitAsync();
        Assert.Equal((TaskState.Passed, 2, 2), (done.State, done.Result, done.Attempts));
        Assert.Equal("timedout", Assert.Single(done.EarlierAttempts).Outcome);
    }

    [Fact]
    public async Task A_task_far_past_its_deadline_is_ended_by_another_runner_and_its_result_is_refused()
    {
        // The first runner beats, and does not end its task: its grace is an hour.
        TaskueRunner first = await StartAsync(options => options.TimeoutGrace = TimeSpan.FromHours(1));
        TaskHandle<string> deaf = await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.PassDeaf(Namespace, null!)) with { Timeout = Soon });
        await EnteredAsync(1);
        await StartAsync(options => options.HeartbeatExpiry = options.StalledAfter = TimeSpan.FromSeconds(1));
        TaskInfo<string> done = await deaf.WaitAsync();
        Assert.Equal((TaskState.TimedOut, ErrorCodes.Overdue, 0), (done.State, done.Error!.Type, done.RunnerDeaths));
        Assert.True(done.ExecutedAt - done.StartedAt >= TimeSpan.FromSeconds(1.2), $"It was ended after {done.ExecutedAt - done.StartedAt}.");
        Door.Open();
        await Wait.Eventually(() => Log.Count(1107) == 1, "the late result is refused, and that is said");
        Assert.Equal((TaskState.TimedOut, 1L), ((await Client.GetTaskAsync(deaf.Id)).State, (await Client.GetOverviewAsync()).RefusedResults));
        Assert.Equal((RunnerState.Idle, 0), ((await InfoAsync(first.Name)).State, first.Running));
    }

    [Fact]
    public async Task A_timeout_of_infinity_never_fires()
    {
        await StartAsync(options => options.TaskTimeout = TimeSpan.FromMilliseconds(500));
        TaskHandle<string> handle = await Client.EnqueueAsync(
            TaskSpec.Call(() => Bodies.PassAsync(Namespace, null!)) with { Timeout = Timeout.InfiniteTimeSpan });
        TaskHandle<string> beside = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        await EnteredAsync(1);
        await Assert.ThrowsAsync<WaitTimeoutException>(() => handle.WaitAsync(TimeSpan.FromSeconds(2)));
        Door.Open();
        Assert.Equal(TaskState.Passed, (await handle.WaitAsync()).State);
        Assert.Equal(TaskState.Passed, (await beside.WaitAsync()).State);
    }

    [Fact]
    public async Task A_timeout_fires_while_the_runner_is_busy_with_short_tasks()
    {
        TaskueRunner runner = await StartAsync(options => options.Concurrency = 10);
        TaskHandle<string> late = await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.PassAsync(Namespace, null!)) with { Timeout = Soon });
        await EnteredAsync(1);
        using var enough = new CancellationTokenSource();
        Task<EnqueueManyResult> load = Client.EnqueueManyAsync(Endless(enough.Token));
        try
        {
            TaskInfo<string> done = await late.WaitAsync(Patience); // the load has no end before that
            Assert.Equal(TaskState.TimedOut, done.State);
        }
        finally
        {
            await enough.CancelAsync();
            await load;
        }

        static IEnumerable<TaskSpec> Endless(CancellationToken enough)
        {
            TaskSpec spec = TaskSpec.Call(() => Bodies.Nothing(1));
            while (!enough.IsCancellationRequested)
            {
                yield return spec;
            }
        }
    }
}
