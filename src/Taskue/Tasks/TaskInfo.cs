namespace Taskue;

/// <summary>A snapshot of a stored task. All stamps are of the server's clock.</summary>
public record TaskInfo
{
    internal TaskInfo()
    {
    }

    /// <summary>The task's id: 22 characters that sort by creation.</summary>
    public required string Id { get; init; }

    /// <summary>Its title, or its method's short name where it was given none.</summary>
    public required string Title { get; init; }

    /// <summary>Where it stands.</summary>
    public required TaskState State { get; init; }

    /// <summary>What is finer than the state, an open list: <c>held</c>, <c>retry</c>, <c>runner_died</c>, <c>poisoned</c>, …</summary>
    /// <value><see langword="null"/> where the state says all.</value>
    public string? Reason { get; init; }

    /// <summary>The queue that it waits in, or waited in.</summary>
    public required string Queue { get; init; }

    /// <summary>The stored call: assembly, type, method and parameter types, or <c>@name@version</c> of a <see cref="TaskueTaskAttribute"/>. Empty once the payload was dropped (retention 0).</summary>
    public required string Method { get; init; }

    /// <summary>The arguments as stored: a JSON array.</summary>
    public string? ArgumentsJson { get; init; }

    /// <summary>How many times a failed or timed out attempt is tried again.</summary>
    public int Retries { get; init; }

    /// <summary>How many attempts were charged, the running or last one included.</summary>
    public int Attempts { get; init; }

    /// <summary>How many times the task was started, hand-backs and deaths of runners included. It never falls.</summary>
    public long Starts { get; init; }

    /// <summary>How many runners died while they held it.</summary>
    public int RunnerDeaths { get; init; }

    /// <summary>Its timeout; <see langword="null"/> takes the runner's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether its failure leaves its workflow unharmed.</summary>
    public bool AllowFailure { get; init; }

    /// <summary>Whether it is queued again when its runner dies.</summary>
    public bool AllowRescheduling { get; init; }

    /// <summary>When it runs, judged over all earlier stages.</summary>
    public RunWhen When { get; init; }

    /// <summary>The workflow that it belongs to, if any.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>The index of its stage in the workflow, from 0.</summary>
    public int? Stage { get; init; }

    /// <summary>The runner that runs it, or ran it last.</summary>
    public string? RunnerName { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it came into its queue, the last time.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>When its running or last attempt started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its last attempt was over: passed, failed, errored or timed out.</summary>
    public DateTimeOffset? ExecutedAt { get; init; }

    /// <summary>When it was skipped.</summary>
    public DateTimeOffset? SkippedAt { get; init; }

    /// <summary>When it was terminated.</summary>
    public DateTimeOffset? TerminatedAt { get; init; }

    /// <summary>When it became final, however it ended.</summary>
    public DateTimeOffset? EndedAt => ExecutedAt ?? SkippedAt ?? TerminatedAt;

    /// <summary>What went wrong in its last attempt.</summary>
    public TaskError? Error { get; init; }

    /// <summary>The exit code of a shell task's command, also where it failed; 128 and the signal's number where a signal ended it.</summary>
    /// <value><see langword="null"/> for other tasks, and where no command has ended.</value>
    public int? ExitCode => Method == ShellCall.Method && int.TryParse(
        ResultJson, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out int code) ? code : null;

    /// <summary>The result as stored: JSON, or <see langword="null"/> where there is none.</summary>
    public string? ResultJson { get; init; }

    /// <summary>Starts before the last one: retries, deaths of runners, hand-backs. At most the newest 32, oldest first.</summary>
    public IReadOnlyList<TaskAttempt> EarlierAttempts { get; init; } = [];

    /// <summary>The result, read as <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">What the method returned.</typeparam>
    /// <returns>The value; <see langword="default"/> for a method that returns nothing.</returns>
    /// <exception cref="TaskFailedException">The task did not pass.</exception>
    /// <exception cref="System.Text.Json.JsonException">The result is not a <typeparamref name="T"/>.</exception>
    public T GetResult<T>() =>
        State == TaskState.Passed ? CallJson.ReadResult<T>(ResultJson) : throw TaskFailedException.WithoutResult(this);

    /// <summary>Throws unless the task has passed.</summary>
    /// <returns>This snapshot.</returns>
    /// <exception cref="TaskFailedException">The task has not passed: it ended in another state, or had not ended when this snapshot was read.</exception>
    public TaskInfo EnsurePassed() => State == TaskState.Passed ? this : throw TaskFailedException.NotPassed(this);
}

/// <summary>A snapshot of a stored task whose method returns a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">What the method returns.</typeparam>
public sealed record TaskInfo<T> : TaskInfo
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    internal TaskInfo(TaskInfo task)
        : base(task)
    {
    }

    /// <summary>The result.</summary>
    /// <exception cref="TaskFailedException">The task did not pass; the message says why.</exception>
    public T Result => GetResult<T>();
}

/// <summary>What went wrong in an attempt.</summary>
/// <param name="Type">The exception's full type name, or an error code of Taskue's.</param>
/// <param name="Message">Its message, at most 8 KiB with <paramref name="Detail"/>.</param>
/// <param name="Detail">Its stack trace and inner exceptions, as far as the limit of 8 KiB allows.</param>
public sealed record TaskError(string Type, string Message, string? Detail);

/// <summary>A start that did not end the task.</summary>
/// <param name="Starts">Which start it was.</param>
/// <param name="Outcome">How it ended: <c>failed</c>, <c>timedout</c>, <c>runner_died</c>, <c>handed_back</c>, <c>held</c>.</param>
/// <param name="RunnerName">The runner that ran it.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="EndedAt">When it was over.</param>
/// <param name="Error">What went wrong, if anything did.</param>
public sealed record TaskAttempt(
    long Starts, string Outcome, string? RunnerName, DateTimeOffset StartedAt, DateTimeOffset EndedAt, TaskError? Error);
