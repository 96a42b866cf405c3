using Taskue.TestSupport;

namespace Taskue.RunnerTests;

/// <summary>Tasks whose method a runner does not know: they wait for one that does, and block nobody.</summary>
public sealed class HeldTests : RunnerTest
{
    private const string OfTomorrow = "Taskue.Process.Tests:Taskue.RunnerTests.Bodies.OfTomorrow(int)";

    [Fact]
    public async Task A_task_that_a_runner_does_not_know_is_held_and_the_others_go_on()
    {
        await StartAsync();
        TaskHandle unknown = await Client.EnqueueAsync(Stored(OfTomorrow, "[1]"));
        Assert.Equal(3, await (await Client.EnqueueAsync(() => Bodies.Add(1, 2))).WaitForResultAsync());
        TaskInfo info = await Client.GetTaskAsync(unknown.Id);
        Assert.Equal((TaskState.Pending, "held", 0), (info.State, info.Reason, info.Attempts));
        Assert.Equal((1, 1), ((await Client.ListQueuesAsync()).Single().Pending, (await Client.ListQueuesAsync()).Single().Held));
        await Wait.Eventually(() => Log.Count(1109) > 0, "it is said");
        Assert.Contains(Log.Lines, line => line.Id == 1109 && line.Text.Contains("OfTomorrow", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_held_task_is_adopted_by_a_runner_that_knows_its_method()
    {
        await StartAsync(options => options.Name = "old");
        string method = TaskSpec.Call(() => Bodies.Add(1, 2)).Method.Replace("Taskue.Process.Tests:", "Taskue.Later:", StringComparison.Ordinal);
        TaskHandle unknown = await Client.EnqueueAsync(Stored(method, "[1,2]"));
        await Wait.Eventually(async () => (await Client.GetTaskAsync(unknown.Id)).Reason == "held", "it is held");
        var later = System.Reflection.Emit.AssemblyBuilder.DefineDynamicAssembly(
            new System.Reflection.AssemblyName("Taskue.Later"), System.Reflection.Emit.AssemblyBuilderAccess.Run);
        var type = later.DefineDynamicModule("m").DefineType("Taskue.RunnerTests.Bodies", System.Reflection.TypeAttributes.Public);
        var body = type.DefineMethod("Add", System.Reflection.MethodAttributes.Public | System.Reflection.MethodAttributes.Static, typeof(int), [typeof(int), typeof(int)]);
        body.DefineParameter(1, System.Reflection.ParameterAttributes.None, "a");
        body.DefineParameter(2, System.Reflection.ParameterAttributes.None, "b");
        var code = body.GetILGenerator();
        code.Emit(System.Reflection.Emit.OpCodes.Ldarg_0);
        code.Emit(System.Reflection.Emit.OpCodes.Ldarg_1);
        code.Emit(System.Reflection.Emit.OpCodes.Add);
        code.Emit(System.Reflection.Emit.OpCodes.Ret);
        System.Reflection.Assembly tomorrow = type.CreateType().Assembly;
        await StartAsync(options =>
        {
            options.Name = "new";
            options.Allow.Add(tomorrow);
        });
        TaskInfo done = await unknown.WaitAsync();
        Assert.Equal((TaskState.Passed, "3", "new", 1), (done.State, done.ResultJson, done.RunnerName, done.Attempts));
        Assert.Equal("held", done.EarlierAttempts[0].Outcome);
    }

    [Fact]
    public async Task A_runner_leaves_what_it_cannot_run_to_the_one_that_can()
    {
        // Nobody looks at held tasks of their own accord while this test lasts.
        await StartAsync(options => (options.Name, options.Concurrency, options.MonitorInterval) = ("without", 20, TimeSpan.FromMinutes(5)));
        await StartAsync(options => (options.Name, options.Concurrency, options.MonitorInterval, options.AllowShell) = ("with", 4, TimeSpan.FromMinutes(5), true));
        TaskSpec spec = TaskSpec.Shell("true");
        TaskInfo first;
        do
        {
            first = await (await Client.EnqueueAsync(spec)).WaitAsync();
            Assert.Equal(TaskState.Passed, first.State);
        }
        while (first.Starts == 1); // until a task has gone from one runner to the other

        string[] ids = [.. Enumerable.Range(0, 300).Select(_ => TaskId.New())];
        await Client.EnqueueManyAsync(ids.Select(id => spec with { Id = id }));
        var ended = new List<TaskInfo>();
        foreach (string id in ids)
        {
            ended.Add(await Client.WaitForTaskAsync(id));
        }

        Assert.All(ended, task => Assert.Equal((TaskState.Passed, "with"), (task.State, task.RunnerName)));
        Assert.InRange(ended.Sum(task => task.Starts - 1), 0, 60); // 20 slots at first, then one task a try
        Assert.Equal(3, await (await Client.EnqueueAsync(() => Bodies.Add(1, 2))).WaitForResultAsync());
    }

    [Fact]
    public async Task A_task_that_is_held_for_too_long_is_errored()
    {
        await StartAsync(options => options.HeldTimeout = TimeSpan.FromSeconds(1));
        TaskInfo done = await (await Client.EnqueueAsync(Stored(OfTomorrow, "[1]") with { Retries = 3 })).WaitAsync();
        Assert.Equal((TaskState.Errored, "held", ErrorCodes.HeldInVain), (done.State, done.Reason, done.Error!.Type));
        Assert.Contains("OfTomorrow", done.Error.Message);
    }

    [Fact]
    public async Task A_held_task_makes_no_hot_loop()
    {
        await StartAsync();
        TaskHandle unknown = await Client.EnqueueAsync(Stored(OfTomorrow, "[1]"));
        await Wait.Eventually(async () => (await Client.GetTaskAsync(unknown.Id)).Reason == "held", "it is held");
        await Assert.ThrowsAsync<WaitTimeoutException>(() => unknown.WaitAsync(TimeSpan.FromSeconds(1)));
        Assert.Equal(1, (await Client.GetTaskAsync(unknown.Id)).Starts);
    }
}
