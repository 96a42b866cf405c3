using Taskue.TestSupport;

namespace Taskue.RunnerTests;

/// <summary>A stop in good order, whenever it comes.</summary>
public sealed class StopTests : RunnerTest
{
    [Fact]
    public async Task A_stopping_runner_finishes_what_it_runs_and_takes_no_more()
    {
        TaskueRunner runner = await StartAsync();
        TaskHandle<string> running = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        await EnteredAsync(1);
        TaskHandle<int> queued = await Client.EnqueueAsync(() => Bodies.Add(1, 1));
        Task stop = runner.StopAsync();
        await StateAsync(runner.Name, RunnerState.Stopping);
        Assert.False(stop.IsCompleted);
        Door.Open();
        await stop.WaitAsync(Patience);
        await runner.Completion.WaitAsync(Patience);
        Assert.Equal((TaskState.Passed, TaskState.Pending), ((await Client.GetTaskAsync(running.Id)).State, (await Client.GetTaskAsync(queued.Id)).State));
        RunnerInfo info = await InfoAsync(runner.Name);
        Assert.Equal((RunnerState.Stopped, 0), (info.State, info.Rescheduled));
        Assert.NotNull(info.EndedAt);
    }

    [Fact]
    public async Task What_outlasts_the_grace_is_handed_back_to_the_front_uncharged_and_runs_elsewhere()
    {
        TaskueRunner first = await StartAsync(options => options.StopGrace = TimeSpan.FromMilliseconds(300));
        TaskHandle<string> deaf = await Client.EnqueueAsync(() => Bodies.PassDeaf(Namespace, null!));
        await EnteredAsync(1);
        TaskHandle<int> behind = await Client.EnqueueAsync(() => Bodies.Add(1, 1));
        await first.StopAsync().WaitAsync(Patience);
        TaskInfo back = await Client.GetTaskAsync(deaf.Id);
        Assert.Equal((TaskState.Pending, 0, 1L, 0), (back.State, back.Attempts, back.Starts, back.RunnerDeaths));
        Assert.Equal([deaf.Id, behind.Id], (await Client.ListTasksAsync(new TaskQuery { State = TaskState.Pending })).Select(task => task.Id));

        Door.Open();
        TaskueRunner second = await StartAsync();
        TaskInfo done = await deaf.WaitAsync();
        Assert.Equal((TaskState.Passed, 1, 2L, second.Name), (done.State, done.Attempts, done.Starts, done.RunnerName));
        TaskAttempt earlier = Assert.Single(done.EarlierAttempts);
        Assert.Equal(("handed_back", first.Name), (earlier.Outcome, earlier.RunnerName));
        await behind.WaitAsync();
        Assert.Equal(2, Door.Entered);
    }

    [Fact]
    public async Task The_token_fires_when_a_task_is_handed_back()
    {
        TaskueRunner runner = await StartAsync(options => options.StopGrace = TimeSpan.FromMilliseconds(100));
        TaskHandle<string> handle = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        await EnteredAsync(1);
        await runner.StopAsync().WaitAsync(Patience);
        await Wait.Eventually(() => Door.Inside == 0, "the body has left");
        Assert.Equal(TaskState.Pending, (await Client.GetTaskAsync(handle.Id)).State);
    }

    [Fact]
    public async Task A_cancelled_stop_hands_back_at_once()
    {
        TaskueRunner runner = await StartAsync(options => options.StopGrace = TimeSpan.FromHours(1));
        TaskHandle<string> handle = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        await EnteredAsync(1);
        using var hurry = new CancellationTokenSource();
        Task stop = runner.StopAsync(hurry.Token);
        await StateAsync(runner.Name, RunnerState.Stopping);
        await hurry.CancelAsync();
        await stop.WaitAsync(Patience);
        Assert.Equal(TaskState.Pending, (await Client.GetTaskAsync(handle.Id)).State);
    }

    [Fact]
    public async Task It_may_be_stopped_twice_and_from_many_sides_at_once()
    {
        TaskueRunner runner = await StartAsync();
        TaskHandle<string> handle = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        await EnteredAsync(1);
        Task[] stops = [.. Enumerable.Range(0, 10).Select(_ => Task.Run(() => runner.StopAsync()))];
        Door.Open();
        await Task.WhenAll(stops).WaitAsync(Patience);
        await runner.StopAsync().WaitAsync(Patience);
        await runner.DisposeAsync();
        await runner.DisposeAsync();
        Assert.Equal(TaskState.Passed, (await Client.GetTaskAsync(handle.Id)).State);
        Assert.Equal(1, Log.Count(1103));
    }

    [Fact]
    public async Task A_stop_before_the_start_leaves_nothing_that_runs()
    {
        TaskueRunner runner = Make();
        await runner.StopAsync().WaitAsync(Patience);
        await Assert.ThrowsAsync<InvalidOperationException>(() => runner.StartAsync());
        Assert.DoesNotContain(await Client.ListRunnersAsync(), info => info.Name == runner.Name);
    }

    [Fact]
    public async Task A_stop_while_the_start_waits_for_its_name_ends_the_start()
    {
        TaskueRunner holder = await StartAsync(options =>
        {
            options.Name = "same";
            options.HeartbeatInterval = TimeSpan.FromSeconds(5);
            options.HeartbeatExpiry = TimeSpan.FromSeconds(15);
            options.StalledAfter = TimeSpan.FromSeconds(15);
        });
        TaskueRunner waiting = Make(options => options.Name = "same");
        Task start = waiting.StartAsync();
        await Wait.Eventually(() => Log.Count(1101) > 0, "the second one waits for its name");
        await waiting.StopAsync().WaitAsync(Patience);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(TimeSpan.FromSeconds(5)));
        await waiting.Completion.WaitAsync(Patience);
        Assert.Equal(RunnerState.Idle, (await InfoAsync("same")).State);
        await holder.StopAsync();
    }

    [Fact]
    public async Task It_starts_once()
    {
        TaskueRunner runner = await StartAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => runner.StartAsync());
        await runner.StopAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => runner.StartAsync());
    }

    [Fact]
    public async Task Work_left_in_the_queue_goes_to_the_others_when_a_runner_stops()
    {
        TaskueRunner first = await StartAsync();
        TaskHandle<string> running = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        await EnteredAsync(1);
        TaskueRunner second = await StartAsync(options => options.PollInterval = TimeSpan.FromMinutes(1));
        Task stop = first.StopAsync();
        await StateAsync(first.Name, RunnerState.Stopping);
        TaskInfo<string> done = await (await Client.EnqueueAsync(() => Bodies.RunnerOf(null!))).WaitAsync();
        Assert.Equal(second.Name, done.Result);
        Door.Open();
        await stop.WaitAsync(Patience);
        Assert.Equal(first.Name, (await running.WaitAsync()).Result);
    }
}
