using Microsoft.Extensions.Logging;
using Taskue.TestSupport;

namespace Taskue.RunnerTests;

/// <summary>Start, run, wait: the way to each final state.</summary>
public sealed class OutcomeTests : RunnerTest
{
    [Fact]
    public async Task A_task_passes_and_its_result_comes_back()
    {
        TaskHandle<int> before = await Client.EnqueueAsync(() => Bodies.Add(2, 3));
        TaskueRunner runner = await StartAsync();
        TaskInfo<int> first = await before.WaitAsync();
        TaskHandle<int> after = await Client.EnqueueAsync(() => Bodies.AddAsync(20, 30));
        Assert.Equal(50, await after.WaitForResultAsync());
        Assert.Equal((TaskState.Passed, 5, 1, 1L, runner.Name), (first.State, first.Result, first.Attempts, first.Starts, first.RunnerName));
        Assert.True(first.CreatedAt <= first.StartedAt && first.StartedAt <= first.ExecutedAt);
    }

    [Fact]
    public async Task A_body_learns_what_it_runs_as()
    {
        await StartAsync(options => options.Name = "one");
        TaskInfo<string> done = await (await Client.EnqueueAsync(
            TaskSpec.Call(() => Bodies.Describe(null!, null!, CancellationToken.None)) with { Title = "a title" })).WaitAsync();
        Assert.Equal("a title|default|1|1|one|True|True", done.Result);
        Assert.Contains(Log.Lines, line => line.Text == "described");
    }

    [Fact]
    public async Task A_task_that_throws_fails_with_what_it_threw()
    {
        await StartAsync();
        TaskInfo done = await (await Client.EnqueueAsync(() => Bodies.Throw("broken"))).WaitAsync();
        Assert.Equal((TaskState.Failed, "System.InvalidOperationException", "broken", 1), (done.State, done.Error!.Type, done.Error.Message, done.Attempts));
        Assert.Contains("Bodies.Throw", done.Error.Detail);
    }

    [Fact]
    public async Task An_attempt_that_fails_is_logged_with_title_method_attempt_and_error_as_a_warning_while_it_is_tried_again_and_as_an_error_at_last()
    {
        await StartAsync();
        await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.Throw("broken")) with { Retries = 1, Title = "the one" })).WaitAsync();
        await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.Swallow(CancellationToken.None)) with { Timeout = TimeSpan.FromMilliseconds(100) })).WaitAsync();
        await (await Client.EnqueueAsync(Stored(TaskSpec.Call(() => Bodies.Add(1, 1)).Method, "[1]"))).WaitAsync();
        await Wait.Eventually(() => Log.Count(1113) == 4, "each attempt is logged");
        var lines = Log.Lines.Where(line => line.Id == 1113).ToList();
        Assert.Equal([LogLevel.Warning, LogLevel.Error, LogLevel.Error, LogLevel.Error], lines.Select(line => line.Level));
        Assert.Matches(@"^Task \w+ 'the one' \(.*Bodies\.Throw\(.*\)\) failed in attempt 1 of 2 and is tried again: System.InvalidOperationException: broken$", lines[0].Text);
        Assert.Matches(@"failed in attempt 2 of 2: System.InvalidOperationException: broken$", lines[1].Text);
        Assert.Matches(@"^Task \w+ 'Bodies.Swallow' .* timed out in attempt 1 of 1: System.TimeoutException: ", lines[2].Text);
        Assert.Matches($"cannot be run and ended in attempt 1 of 1: {ErrorCodes.ArgumentMismatch}: its stored arguments do not fit the method$", lines[3].Text);
        Assert.Equal("broken", lines[0].Fault?.Message);
    }

    [Fact]
    public async Task Three_retries_are_four_attempts_and_the_earlier_ones_stay_readable()
    {
        TaskueRunner runner = await StartAsync();
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.Throw("always")) with { Retries = 3 })).WaitAsync();
        Assert.Equal((TaskState.Failed, 4, 4L), (done.State, done.Attempts, done.Starts));
        Assert.Equal([1L, 2, 3], done.EarlierAttempts.Select(one => one.Starts));
        Assert.All(done.EarlierAttempts, one => Assert.Equal(("failed", runner.Name, "always"), (one.Outcome, one.RunnerName, one.Error!.Message)));
    }

    [Fact]
    public async Task A_retry_that_succeeds_passes()
    {
        await StartAsync();
        TaskInfo<int> done = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.PassAt(3, null!)) with { Retries = 5 })).WaitAsync();
        Assert.Equal((TaskState.Passed, 3, 3), (done.State, done.Result, done.Attempts));
        Assert.Equal(["attempt 1", "attempt 2"], done.EarlierAttempts.Select(one => one.Error!.Message));
    }

    [Fact]
    public async Task A_method_that_is_not_allowed_is_errored_and_the_setting_is_named()
    {
        await StartAsync(options => options.Allow.EntryAssembly = false);
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.Add(1, 1)) with { Retries = 3 })).WaitAsync();
        Assert.Equal((TaskState.Errored, "refused", ErrorCodes.MethodRefused, 1L), (done.State, done.Reason, done.Error!.Type, done.Starts));
        Assert.Contains("RunnerOptions.Allow", done.Error.Message);
    }

    [Fact]
    public async Task A_method_of_the_framework_is_errored_even_if_it_is_stored()
    {
        await StartAsync();
        TaskInfo done = await (await Client.EnqueueAsync(Stored("System.Console:System.Console.Beep()", "[]"))).WaitAsync();
        Assert.Equal((TaskState.Errored, ErrorCodes.MethodRefused), (done.State, done.Error!.Type));
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_are_errored_and_not_tried_again()
    {
        await StartAsync();
        string method = TaskSpec.Call(() => Bodies.Add(1, 1)).Method;
        foreach (string arguments in new[] { "[\"x\",2]", "[1]", "{}", "not json" })
        {
            TaskInfo done = await (await Client.EnqueueAsync(Stored(method, arguments) with { Retries = 2 })).WaitAsync();
            Assert.Equal((TaskState.Errored, "arguments", ErrorCodes.ArgumentMismatch, 1L), (done.State, done.Reason, done.Error!.Type, done.Starts));
        }
    }

    [Fact]
    public async Task A_result_over_the_limit_fails_its_task_once()
    {
        await StartAsync(options => options.MaxResultBytes = 2048);
        TaskInfo fits = await (await Client.EnqueueAsync(() => Bodies.Large(2046))).WaitAsync();
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.Large(2047)) with { Retries = 3 })).WaitAsync();
        Assert.Equal((TaskState.Passed, 2046), (fits.State, fits.GetResult<string>().Length));
        Assert.Equal((TaskState.Failed, "result", ErrorCodes.ResultUnfit, 1L), (done.State, done.Reason, done.Error!.Type, done.Starts));
        Assert.Contains("MaxResultBytes", done.Error.Message);
    }

    [Fact]
    public async Task A_result_of_a_mebibyte_comes_back_whole()
    {
        await StartAsync();
        string result = await (await Client.EnqueueAsync(() => Bodies.Large(1024 * 1024 - 2))).WaitForResultAsync();
        Assert.Equal(1024 * 1024 - 2, result.Length);
    }

    [Fact]
    public async Task A_result_that_is_no_json_fails_its_task_once()
    {
        await StartAsync();
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.Unserializable()) with { Retries = 3 })).WaitAsync();
        Assert.Equal((TaskState.Failed, "result", ErrorCodes.ResultUnfit, 1L), (done.State, done.Reason, done.Error!.Type, done.Starts));
    }

    [Fact]
    public async Task A_cancellation_of_the_bodys_own_is_a_failure()
    {
        await StartAsync();
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.CancelItself()) with { Retries = 1 })).WaitAsync();
        Assert.Equal((TaskState.Failed, 2), (done.State, done.Attempts));
        Assert.Equal("System.OperationCanceledException", done.Error!.Type);
    }

    [Fact]
    public async Task A_method_that_returns_no_task_fails_or_passes_and_the_runner_goes_on()
    {
        await StartAsync();
        TaskInfo done = await (await Client.EnqueueAsync(() => Bodies.NoTask())).WaitAsync();
        Assert.True(done.State is TaskState.Failed or TaskState.Passed, done.State.ToString());
        Assert.Equal(3, await (await Client.EnqueueAsync(() => Bodies.Add(1, 2))).WaitForResultAsync());
    }

    [Fact]
    public async Task The_result_of_a_failed_task_throws_and_says_why()
    {
        await StartAsync();
        TaskHandle<int> handle = await Client.EnqueueAsync(() => Bodies.PassAt(2, null!));
        TaskFailedException fault = await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitForResultAsync());
        Assert.Equal((ErrorCodes.TaskFailed, TaskState.Failed), (fault.Code, fault.TaskInfo.State));
        Assert.Contains("attempt 1", fault.Message);
    }
}
