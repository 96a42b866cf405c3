namespace Taskue.IsolationTests;

/// <summary>Limits of memory and processor time, and the renewal of children.</summary>
public sealed class LimitTests : IsolationTest
{
    [Fact]
    public async Task Managed_memory_beyond_the_limit_fails_its_task_alone()
    {
        await StartIsolatedAsync(options => options.Children.TaskMemoryLimit = 64L * 1024 * 1024);
        TaskInfo done = await (await Client.EnqueueAsync(() => IsolatedBodies.TakeMemory())).WaitAsync(Patience);
        Assert.True(done.Error!.Type is "System.OutOfMemoryException" or ErrorCodes.Crashed, done.Error.Type);
        Assert.Equal(TaskState.Failed, done.State);
        Assert.Equal(3, (await (await Client.EnqueueAsync(() => RunnerTests.Bodies.Add(1, 2))).WaitForResultAsync(Patience)));
    }

    [Fact]
    public async Task Native_memory_beyond_the_limit_fails_its_task_alone()
    {
        await StartIsolatedAsync(options => options.Children.TaskMemoryLimit = 64L * 1024 * 1024);
        TaskInfo done = await (await Client.EnqueueAsync(() => IsolatedBodies.TakeNativeMemory())).WaitAsync(Patience);
        Assert.True(done.Error!.Type is "System.OutOfMemoryException" or ErrorCodes.Crashed, done.Error.Type);
        Assert.Equal(3, (await (await Client.EnqueueAsync(() => RunnerTests.Bodies.Add(1, 2))).WaitForResultAsync(Patience)));
    }

    [Fact]
    public async Task Processor_time_beyond_the_limit_ends_the_task_and_says_so()
    {
        await StartIsolatedAsync(options => options.Children.TaskProcessorTime = TimeSpan.FromSeconds(1));
        string file = File("spins");
        TaskInfo done = await (await Client.EnqueueAsync(() => IsolatedBodies.Spin(file))).WaitAsync(Patience);
        Assert.Equal((TaskState.Failed, "cpu", ErrorCodes.ProcessorTimeUsed), (done.State, done.Reason, done.Error!.Type));
        Assert.Contains("RunnerOptions.Children.TaskProcessorTime", done.Error.Message);
        Assert.Equal(3, (await (await Client.EnqueueAsync(() => RunnerTests.Bodies.Add(1, 2))).WaitForResultAsync(Patience)));
    }

    [Fact]
    public async Task A_child_is_replaced_after_so_many_tasks()
    {
        await StartIsolatedAsync(options => options.Children.MaxTasks = 2);
        var processes = new List<int>();
        for (int i = 0; i < 6; i++)
        {
            processes.Add(await (await Client.EnqueueAsync(() => IsolatedBodies.ProcessId())).WaitForResultAsync(Patience));
        }

        Assert.Equal(processes[0], processes[1]);
        Assert.Equal(processes[2], processes[3]);
        Assert.Equal(3, processes.Distinct().Count());
        await GoneAsync(processes[0]);
    }

    [Fact]
    public async Task A_child_that_has_grown_too_large_is_replaced()
    {
        await StartIsolatedAsync(options => options.Children.MaxMemoryBytes = 128L * 1024 * 1024);
        int large = await (await Client.EnqueueAsync(() => IsolatedBodies.Hold(200))).WaitForResultAsync(Patience);
        await GoneAsync(large);
        Assert.NotEqual(large, await (await Client.EnqueueAsync(() => IsolatedBodies.ProcessId())).WaitForResultAsync(Patience));
    }

    [Fact]
    public void Limits_out_of_their_range_are_told_together()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => Make(options =>
        {
            options.Isolation = (TaskIsolation)7;
            options.Children.MaxTasks = 0;
            options.Children.MaxMemoryBytes = 1;
            options.Children.TaskMemoryLimit = 2;
            options.Children.TaskProcessorTime = TimeSpan.Zero;
            options.Children.StartTimeout = TimeSpan.Zero;
        }));
        Assert.Equal(
            [
                "RunnerOptions.Isolation must be None or Process, but is 7.",
                "RunnerOptions.Children.MaxTasks must be 1 or more, but is 0.",
                "RunnerOptions.Children.MaxMemoryBytes must be 64 MiB (67108864) or more, but is 1.",
                "RunnerOptions.Children.TaskMemoryLimit must be 32 MiB (33554432) or more, but is 2.",
                "RunnerOptions.Children.TaskProcessorTime must be 100 milliseconds or more, but is 0 ms.",
                "RunnerOptions.Children.StartTimeout must be 1.0 s to 10m 00s, but is 0 ms.",
            ],
            fault.Message.Split(Environment.NewLine));
    }
}
