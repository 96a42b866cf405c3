using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.IsolationTests;

/// <summary>Tasks that ignore their timeout or their cancellation: they end all the same, with what they started.</summary>
public sealed class HardStopTests : IsolationTest
{
    [Fact]
    public async Task An_endless_loop_is_ended_and_its_slot_comes_back() => await EndsAsync(file => TaskSpec.Call(() => IsolatedBodies.Spin(file)));

    [Fact]
    public async Task A_blocked_thread_is_ended_and_its_slot_comes_back() => await EndsAsync(file => TaskSpec.Call(() => IsolatedBodies.Block(file)));

    [Fact]
    public async Task A_wait_in_native_code_is_ended_and_its_slot_comes_back() => await EndsAsync(file => TaskSpec.Call(() => IsolatedBodies.BlockNatively(file)));

    [Fact]
    public async Task A_task_that_heeds_its_token_keeps_its_child()
    {
        await StartIsolatedAsync(options => options.TimeoutGrace = TimeSpan.FromSeconds(20));
        string file = File("heeds");
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Call(() => IsolatedBodies.Heed(file, null!)) with { Timeout = TimeSpan.FromMilliseconds(300) }))
            .WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.TimedOut, "System.TimeoutException"), (done.State, done.Error!.Type));
        Assert.True(System.IO.File.Exists(file + ".cancelled"));
        Assert.Equal(await NumberAsync("heeds"), await (await Client.EnqueueAsync(() => IsolatedBodies.ProcessId())).WaitForResultAsync(Wait.DefaultLimit));
    }

    [Fact]
    public async Task A_timeout_that_passes_before_there_is_a_child_for_the_task_fires_its_token_all_the_same()
    {
        await StartIsolatedAsync(options =>
        {
            options.TimeoutGrace = TimeSpan.FromSeconds(20);
            options.Children.MaxTasks = 1; // the next one waits for a new child
        });
        for (int i = 0; i < 5; i++)
        {
            string file = File($"heeds-{i}");
            await Client.EnqueueAsync(() => IsolatedBodies.ProcessId());
            TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Call(() => IsolatedBodies.Heed(file, null!)) with { Timeout = TimeSpan.FromMilliseconds(1) }))
                .WaitAsync(Wait.DefaultLimit);
            Assert.Equal(TaskState.TimedOut, done.State);
            Assert.True(System.IO.File.Exists(file + ".cancelled"), $"The token of task {i} has not fired.");
        }
    }

    [Fact]
    public async Task What_a_task_started_ends_with_it_also_what_left_its_group_and_what_lost_its_parents()
    {
        await StartIsolatedAsync();
        string folder = Folder;
        TaskHandle handle = await Client.EnqueueAsync(TaskSpec.Call(() => IsolatedBodies.StartOthers(folder)) with { Timeout = TimeSpan.FromSeconds(5) });
        int[] started = [await NumberAsync("shell"), await NumberAsync("group"), await NumberAsync("session"), await NumberAsync("orphan")];
        Assert.All(started, one => Assert.True(IsAlive(one)));
        Assert.Equal(TaskState.TimedOut, (await handle.WaitAsync(Wait.DefaultLimit)).State);
        foreach (int one in started)
        {
            await GoneAsync(one);
        }
    }

    [Fact]
    public async Task A_task_that_was_handed_back_at_the_stop_ends_at_once()
    {
        TaskueRunner runner = await StartIsolatedAsync(options => options.StopGrace = TimeSpan.FromMilliseconds(100));
        string file = File("spins");
        TaskHandle handle = await Client.EnqueueAsync(() => IsolatedBodies.Spin(file));
        int process = await NumberAsync("spins");
        await runner.StopAsync().WaitAsync(Patience);
        await GoneAsync(process);
        TaskInfo info = await Client.GetTaskAsync(handle.Id);
        Assert.Equal((TaskState.Pending, "handed_back", 0), (info.State, info.Reason, info.Attempts));
    }

    private async Task EndsAsync(Func<string, TaskSpec> spec)
    {
        await StartIsolatedAsync();
        TaskHandle handle = await Client.EnqueueAsync(spec(File("body")) with { Timeout = TimeSpan.FromSeconds(3) });
        int process = await NumberAsync("body");
        TaskHandle<int> next = await Client.EnqueueAsync(() => IsolatedBodies.ProcessId());
        TaskInfo done = await handle.WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.TimedOut, 1), (done.State, done.Attempts));
        TaskInfo<int> after = await next.WaitAsync(Wait.DefaultLimit);
        Assert.NotEqual(process, after.Result);
        Assert.False(IsAlive(process));
    }
}
