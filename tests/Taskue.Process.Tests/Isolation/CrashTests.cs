using Taskue.RunnerTests;
using Taskue.TestSupport;

namespace Taskue.IsolationTests;

/// <summary>Tasks that take their process down: each is its own misfortune.</summary>
public sealed class CrashTests : IsolationTest
{
    [Fact]
    public async Task An_exception_that_cannot_be_read_is_told_by_its_type()
    {
        await StartIsolatedAsync();
        TaskInfo mute = await (await Client.EnqueueAsync(() => IsolatedBodies.ThrowMute())).WaitAsync();
        Assert.Equal((TaskState.Failed, typeof(ReportBodies.MuteException).FullName), (mute.State, mute.Error!.Type));
        TaskInfo holding = await (await Client.EnqueueAsync(TaskSpec.Call(() => IsolatedBodies.ThrowHolding()) with { Timeout = TimeSpan.FromSeconds(2) })).WaitAsync();
        Assert.Equal((TaskState.Failed, typeof(ReportBodies.HoldingException).FullName), (holding.State, holding.Error!.Type));
        await Wait.Eventually(() => Log.Count(1113) == 2, "both are logged");
        Assert.All(Log.Lines.Where(line => line.Id == 1113), line => Assert.Contains("Exception: (its message cannot be read", line.Text));
    }

    [Fact]
    public async Task A_stack_overflow_fails_its_task_with_what_the_runtime_said() =>
        await CrashesAsync(TaskSpec.Call(() => IsolatedBodies.Overflow()), "signal 6", "Stack overflow");

    [Fact]
    public async Task FailFast_fails_its_task_with_its_message() =>
        await CrashesAsync(TaskSpec.Call(() => IsolatedBodies.FailFast()), "signal 6", "as the test asked");

    [Fact]
    public async Task Environment_Exit_fails_its_task_with_the_code() =>
        await CrashesAsync(TaskSpec.Call(() => IsolatedBodies.Exit(3)), "exited with code 3", null);

    [Fact]
    public async Task An_exit_with_code_0_is_no_success_either() =>
        await CrashesAsync(TaskSpec.Call(() => IsolatedBodies.Exit(0)), "exited with code 0", null);

    [Fact]
    public async Task A_segmentation_fault_fails_its_task() =>
        await CrashesAsync(TaskSpec.Call(() => IsolatedBodies.Segfault()), "signal 11", null);

    [Fact]
    public async Task A_kill_from_outside_fails_its_task() =>
        await CrashesAsync(TaskSpec.Call(() => IsolatedBodies.Signal(9)), "signal 9", null);

    [Fact]
    public async Task What_a_child_said_last_stands_in_the_error() =>
        await CrashesAsync(TaskSpec.Call(() => IsolatedBodies.ExitAfterWords(7, "the last words")), "exited with code 7", "and past the console: the last words");

    [Theory]
    [InlineData("FFFFFFFF")] // a length below zero
    [InlineData("0500000005FFFFFFFF")] // a frame that ends before its fields do
    [InlineData("0100000063")] // a word that no child says
    public async Task Rubbish_in_the_childs_pipe_fails_its_task_alone(string bytes) =>
        await CrashesAsync(TaskSpec.Call(() => IsolatedBodies.WriteToTheRunner(bytes)), "", "its pipe carries what is no frame");

    [Fact]
    public async Task A_crash_is_an_attempt_and_the_next_one_has_a_new_child()
    {
        await StartIsolatedAsync();
        TaskInfo<int> done = await (await Client.EnqueueAsync(TaskSpec.Call(() => IsolatedBodies.DieOnce(null!)) with { Retries = 1 }))
            .WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.Passed, 2, 2), (done.State, done.Result, done.Attempts));
        TaskAttempt first = Assert.Single(done.EarlierAttempts);
        Assert.Equal(("failed", ErrorCodes.Crashed), (first.Outcome, first.Error!.Type));
        Assert.Contains("the first attempt", first.Error.Detail);
    }

    [Fact]
    public async Task Other_tasks_go_on_beside_one_that_crashes()
    {
        await StartIsolatedAsync(options => options.Concurrency = 2);
        string file = File("beside");
        TaskHandle<string> beside = await Client.EnqueueAsync(TaskSpec.Call(() => IsolatedBodies.Heed(file, null!)) with { Timeout = TimeSpan.FromSeconds(60) });
        int process = await NumberAsync("beside");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(TaskState.Failed, (await (await Client.EnqueueAsync(() => IsolatedBodies.FailFast())).WaitAsync(Wait.DefaultLimit)).State);
        }

        Assert.True(IsAlive(process));
        Assert.Equal(TaskState.Running, (await Client.GetTaskAsync(beside.Id)).State);
    }

    [Fact]
    public async Task A_child_that_is_killed_while_it_does_nothing_costs_no_task_an_attempt()
    {
        await StartIsolatedAsync();
        for (int i = 0; i < 3; i++)
        {
            int idle = await (await Client.EnqueueAsync(() => IsolatedBodies.ProcessId())).WaitForResultAsync(Wait.DefaultLimit);
            System.Diagnostics.Process.GetProcessById(idle).Kill();
            await GoneAsync(idle);
        }

        TaskInfo<int> done = await (await Client.EnqueueAsync(() => IsolatedBodies.ProcessId())).WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.Passed, 1), (done.State, done.Attempts));
    }

    private async Task CrashesAsync(TaskSpec spec, string exit, string? words)
    {
        await StartIsolatedAsync();
        TaskInfo done = await (await Client.EnqueueAsync(spec)).WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.Failed, "crashed", ErrorCodes.Crashed, 1), (done.State, done.Reason, done.Error!.Type, done.Attempts));
        Assert.Contains(exit, done.Error.Message);
        if (words is not null)
        {
            Assert.Contains(words, done.Error.Detail);
        }

        int next = await (await Client.EnqueueAsync(() => IsolatedBodies.ProcessId())).WaitForResultAsync(Wait.DefaultLimit);
        Assert.NotEqual(Environment.ProcessId, next);
    }
}
