using Taskue.TestSupport;

namespace Taskue.RunnerTests;

/// <summary>An operator's commands, and the states that a runner is seen in.</summary>
public sealed class ControlTests : RunnerTest
{
    [Fact]
    public async Task A_runner_is_idle_then_busy_then_idle_then_stopped()
    {
        TaskueRunner runner = await StartAsync(options =>
        {
            options.Concurrency = 3;
            options.Queues = ["a"];
        });
        RunnerInfo idle = await InfoAsync(runner.Name);
        Assert.Equal((RunnerState.Idle, 0, 3, Environment.ProcessId), (idle.State, idle.Running, idle.Concurrency, idle.ProcessId));
        Assert.Equal(["a", "default"], idle.Queues);
        Assert.Equal((Environment.MachineName, TaskueVersion.Text), (idle.Host, idle.Version));

        TaskHandle<string> handle = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        await EnteredAsync(1);
        RunnerInfo busy = await InfoAsync(runner.Name);
        Assert.Equal((RunnerState.Busy, 1), (busy.State, busy.Running));
        Door.Open();
        await handle.WaitAsync();
        await StateAsync(runner.Name, RunnerState.Idle);
        await runner.StopAsync();
        Assert.Equal(RunnerState.Stopped, (await InfoAsync(runner.Name)).State);
    }

    [Fact]
    public async Task A_paused_runner_finishes_what_it_runs_and_takes_no_more_until_it_is_resumed()
    {
        // With long periods: it is the wake-up that tells it.
        TaskueRunner runner = await StartAsync(options =>
        {
            options.Concurrency = 2;
            options.PollInterval = TimeSpan.FromMinutes(1);
            options.HeartbeatInterval = TimeSpan.FromSeconds(20);
            options.HeartbeatExpiry = TimeSpan.FromSeconds(60);
            options.StalledAfter = TimeSpan.FromSeconds(60);
        });
        TaskHandle<string> running = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        await EnteredAsync(1);
        await Client.PauseRunnerAsync(runner.Name);
        Assert.True((await InfoAsync(runner.Name)).Paused);
        await Wait.Eventually(async () => (await Client.ListQueuesAsync()).All(queue => queue.ParkedRunners == 0), "it is parked no more");
        TaskHandle<int> next = await Client.EnqueueAsync(() => Bodies.Add(1, 2));
        await Assert.ThrowsAsync<WaitTimeoutException>(() => next.WaitAsync(TimeSpan.FromMilliseconds(300)));
        Door.Open();
        Assert.Equal(TaskState.Passed, (await running.WaitAsync()).State);
        Assert.Equal(TaskState.Pending, (await Client.GetTaskAsync(next.Id)).State);

        await Client.ResumeRunnerAsync(runner.Name);
        Assert.Equal(3, await next.WaitForResultAsync(Wait.DefaultLimit));
        Assert.False((await InfoAsync(runner.Name)).Paused);
    }

    [Fact]
    public async Task A_pause_holds_again_after_a_resume()
    {
        TaskueRunner runner = await StartAsync();
        for (int i = 0; i < 3; i++)
        {
            await Wait.Eventually(async () => (await Client.ListQueuesAsync()).Any(queue => queue.ParkedRunners == 1), "it waits for work");
            await Client.PauseRunnerAsync(runner.Name);
            await Wait.Eventually(async () => (await Client.ListQueuesAsync()).All(queue => queue.ParkedRunners == 0), "it is parked no more");
            TaskHandle<int> next = await Client.EnqueueAsync(() => Bodies.Add(1, 2));
            await Assert.ThrowsAsync<WaitTimeoutException>(() => next.WaitAsync(TimeSpan.FromMilliseconds(400)));
            await Client.ResumeRunnerAsync(runner.Name);
            Assert.Equal(3, await next.WaitForResultAsync());
        }
    }

    [Fact]
    public async Task A_drained_runner_takes_its_time_and_stops()
    {
        TaskueRunner runner = await StartAsync(options => options.StopGrace = TimeSpan.FromMilliseconds(100));
        TaskHandle<string> running = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        await EnteredAsync(1);
        await Client.DrainRunnerAsync(runner.Name);
        await StateAsync(runner.Name, RunnerState.Stopping);
        await Assert.ThrowsAsync<WaitTimeoutException>(() => running.WaitAsync(TimeSpan.FromSeconds(1)));
        Assert.Equal((TaskState.Running, 1), ((await Client.GetTaskAsync(running.Id)).State, Door.Inside));
        Door.Open();
        await runner.Completion.WaitAsync(Patience);
        Assert.Equal((TaskState.Passed, RunnerState.Stopped), ((await running.WaitAsync()).State, (await InfoAsync(runner.Name)).State));
    }

    [Fact]
    public async Task A_stop_cuts_a_drain_short()
    {
        TaskueRunner runner = await StartAsync(options => options.StopGrace = TimeSpan.FromMilliseconds(200));
        TaskHandle<string> running = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        await EnteredAsync(1);
        await Client.DrainRunnerAsync(runner.Name);
        await StateAsync(runner.Name, RunnerState.Stopping);
        await Client.StopRunnerAsync(runner.Name);
        await runner.Completion.WaitAsync(Patience);
        Assert.Equal((TaskState.Pending, RunnerState.Stopped), ((await Client.GetTaskAsync(running.Id)).State, (await InfoAsync(runner.Name)).State));
    }

    [Fact]
    public async Task A_resume_takes_back_no_drain()
    {
        TaskueRunner runner = await StartAsync();
        TaskHandle<string> running = await Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!));
        await EnteredAsync(1);
        await Client.DrainRunnerAsync(runner.Name);
        await Client.ResumeRunnerAsync(runner.Name);
        await StateAsync(runner.Name, RunnerState.Stopping);
        Door.Open();
        await runner.Completion.WaitAsync(Patience);
        Assert.Equal(TaskState.Passed, (await running.WaitAsync()).State);
    }

    [Fact]
    public async Task A_command_to_nobody_says_so()
    {
        TaskueRunner runner = await StartAsync();
        await runner.StopAsync();
        await Assert.ThrowsAsync<NotFoundException>(() => Client.PauseRunnerAsync(runner.Name));
        await Assert.ThrowsAsync<NotFoundException>(() => Client.StopRunnerAsync("never-there"));
    }
}
