using Taskue.RunnerTests;

namespace Taskue.IsolationTests;

/// <summary>Tasks in child processes: all as in the runner's own.</summary>
public sealed class ChildTests : IsolationTest
{
    [Fact]
    public async Task A_task_runs_in_another_process_that_is_used_again()
    {
        await StartIsolatedAsync();
        int first = await (await Client.EnqueueAsync(() => IsolatedBodies.ProcessId())).WaitForResultAsync(Patience);
        int second = await (await Client.EnqueueAsync(() => IsolatedBodies.ProcessId())).WaitForResultAsync(Patience);
        Assert.NotEqual(Environment.ProcessId, first);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_child_is_this_program_once_more_and_nothing_of_that_is_left_for_what_it_starts()
    {
        await StartIsolatedAsync(options => options.Name = "one");
        string[] seen = (await (await Client.EnqueueAsync(() => IsolatedBodies.Program(null!))).WaitForResultAsync(Patience)).Split('|');
        Assert.Equal([Environment.ProcessPath!, "", "", "one"], seen);
    }

    [Fact]
    public async Task A_body_learns_what_it_runs_as()
    {
        await StartIsolatedAsync(options => options.Name = "one");
        TaskInfo<string> done = await (await Client.EnqueueAsync(
            TaskSpec.Call(() => Bodies.Describe(null!, null!, CancellationToken.None)) with { Title = "a title" })).WaitAsync(Patience);
        Assert.Equal("a title|default|1|1|one|True|True", done.Result);
        Assert.Contains(Log.Lines, line => line.Text == "described");
    }

    [Fact]
    public async Task Outcomes_are_those_of_tasks_in_the_runners_process()
    {
        await StartIsolatedAsync(options => options.MaxResultBytes = 2048);
        TaskInfo failed = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.Throw("always")) with { Retries = 1 })).WaitAsync(Patience);
        Assert.Equal((TaskState.Failed, "System.InvalidOperationException", "always", 2), (failed.State, failed.Error!.Type, failed.Error.Message, failed.Attempts));
        Assert.Contains("Bodies.Throw", failed.Error.Detail);
        Assert.Equal(3, await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.PassAt(3, null!)) with { Retries = 5 }))
            .WaitForResultAsync(Patience));
        Assert.Equal(5, await (await Client.EnqueueAsync(() => Bodies.AddAsync(2, 3))).WaitForResultAsync(Patience));

        TaskInfo unfit = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.Large(2047)) with { Retries = 3 })).WaitAsync(Patience);
        Assert.Equal((TaskState.Failed, "result", ErrorCodes.ResultUnfit, 1L), (unfit.State, unfit.Reason, unfit.Error!.Type, unfit.Starts));
        TaskInfo arguments = await (await Client.EnqueueAsync(Stored(TaskSpec.Call(() => Bodies.Add(1, 1)).Method, "[1]"))).WaitAsync(Patience);
        Assert.Equal((TaskState.Errored, "arguments"), (arguments.State, arguments.Reason));
        TaskInfo refused = await (await Client.EnqueueAsync(Stored("System.Console:System.Console.Beep()", "[]"))).WaitAsync(Patience);
        Assert.Equal((TaskState.Errored, "refused", ErrorCodes.MethodRefused), (refused.State, refused.Reason, refused.Error!.Type));
    }

    [Fact]
    public async Task Large_arguments_and_results_come_through_whole()
    {
        await StartIsolatedAsync(options => options.MaxResultBytes = 8 * 1024 * 1024);
        string text = string.Concat(Enumerable.Repeat("0123456789abcdefäöü ", 40_000));
        Assert.Equal(text, await (await Client.EnqueueAsync(() => IsolatedServices.Same(text))).WaitForResultAsync(Patience));
        Assert.Equal(5_000_000, (await (await Client.EnqueueAsync(() => Bodies.Large(5_000_000))).WaitForResultAsync(Patience)).Length);
    }

    [Fact]
    public async Task A_method_that_the_children_do_not_know_is_held()
    {
        await StartIsolatedAsync();
        TaskHandle unknown = await Client.EnqueueAsync(Stored("Taskue.Process.Tests:Taskue.RunnerTests.Bodies.OfTomorrow(int)", "[1]"));
        await TestSupport.Wait.Eventually(async () => (await Client.GetTaskAsync(unknown.Id)).Reason == "held", "it is held");
        await TestSupport.Wait.Eventually(() => Log.Count(1109) > 0, "it is said");
        Assert.Contains(Log.Lines, line => line.Id == 1109 && line.Text.Contains("OfTomorrow", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_results_of_earlier_stages_are_read_through_the_runner()
    {
        await StartIsolatedAsync(options => options.Concurrency = 2);
        WorkflowHandle run = await Client.EnqueueAsync(new WorkflowSpec("sums",
        [
            [.. Enumerable.Range(0, 600).Select(i => TaskSpec.Call(() => Bodies.Add(i, 1)))],
            [TaskSpec.Call(() => Bodies.SumOfStage(0, null!)), TaskSpec.Call(() => Bodies.Throw("no")) with { AllowFailure = true }],
            [TaskSpec.Call(() => Bodies.SumOfStage(0, null!))],
        ]));
        WorkflowInfo done = await run.WaitAsync(Patience);
        Assert.Equal(WorkflowState.Passed, done.State);
        Assert.Equal("180300", done.Stages[1].Tasks[0].ResultJson);
        Assert.Equal("180300", done.Stages[2].Tasks[0].ResultJson);
    }

    [Fact]
    public async Task As_many_tasks_run_at_once_as_there_are_slots()
    {
        await StartIsolatedAsync(options => options.Concurrency = 3);
        TaskHandle[] blocked = new TaskHandle[3];
        for (int i = 0; i < blocked.Length; i++)
        {
            string file = File($"blocked{i}");
            blocked[i] = await Client.EnqueueAsync(TaskSpec.Call(() => IsolatedBodies.Heed(file, null!)) with { Timeout = TimeSpan.FromSeconds(20) });
        }

        int[] processes = [await NumberAsync("blocked0"), await NumberAsync("blocked1"), await NumberAsync("blocked2")];
        Assert.Equal(3, processes.Distinct().Count());
    }

    [Fact]
    public async Task Services_come_from_a_static_method_and_each_attempt_has_a_scope_and_their_middleware()
    {
        await StartIsolatedAsync(options => options.Children.Services = IsolatedServices.Make);
        Assert.Equal("middle(hello Ada)", await (await Client.EnqueueAsync(
            TaskSpec.On<IsolatedServices.IGreeter>().Call(greeter => greeter.Greet("Ada", null!)))).WaitForResultAsync(Patience));
        TaskInfo missing = await (await Client.EnqueueAsync(TaskSpec.On<ServiceTests.IUnregistered>().Call(one => one.Do()))).WaitAsync(Patience);
        Assert.Equal((TaskState.Errored, ErrorCodes.ServiceMissing), (missing.State, missing.Error!.Type));
    }

    [Fact]
    public async Task A_lambda_that_captures_nothing_may_make_the_services()
    {
        await StartIsolatedAsync(options => options.Children.Services = static () => IsolatedServices.Make());
        Assert.Equal("middle(hello Ada)", await (await Client.EnqueueAsync(
            TaskSpec.On<IsolatedServices.IGreeter>().Call(greeter => greeter.Greet("Ada", null!)))).WaitForResultAsync(Patience));
    }

    [Fact]
    public async Task Children_that_cannot_be_set_up_fail_the_start_and_say_why()
    {
        TaskueRunner runner = Make(options =>
        {
            options.Isolation = TaskIsolation.Process;
            options.Children.Services = static () => throw new InvalidOperationException("no services today");
        });
        ChildException fault = await Assert.ThrowsAsync<ChildException>(() => runner.StartAsync());
        Assert.Equal(ErrorCodes.ChildUnusable, fault.Code);
        Assert.Contains("no services today", fault.Message);
        Assert.Empty(await Client.ListRunnersAsync());
    }

    [Fact]
    public void What_cannot_cross_to_a_child_is_refused_before_the_start()
    {
        int captured = Environment.ProcessId;
        ArgumentException fault = Assert.Throws<ArgumentException>(() => Make(options =>
        {
            options.Isolation = TaskIsolation.Process;
            options.Services = IsolatedServices.Make();
            options.Middleware.Add(new IsolatedServices.Middle());
        }));
        Assert.Contains("RunnerOptions.Services is of this process", fault.Message);
        Assert.Contains("RunnerOptions.Middleware is of this process", fault.Message);
        fault = Assert.Throws<ArgumentException>(() => Make(options => options.Children.Services = () => captured > 0 ? IsolatedServices.Make() : null!));
        Assert.Contains("RunnerOptions.Children.Services must be a static method", fault.Message);
    }

    [Fact]
    public async Task A_stopped_runner_leaves_no_child_behind()
    {
        TaskueRunner runner = await StartIsolatedAsync(options => options.Concurrency = 2);
        string file = File("spins");
        await Client.EnqueueAsync(() => IsolatedBodies.Spin(file));
        int busy = await NumberAsync("spins");
        int idle = await (await Client.EnqueueAsync(() => IsolatedBodies.ProcessId())).WaitForResultAsync(Patience);
        Assert.NotEqual(busy, idle);
        await runner.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);
        Assert.False(IsAlive(idle));
        await GoneAsync(busy);
    }
}
