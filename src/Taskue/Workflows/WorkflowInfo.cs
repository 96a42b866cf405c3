namespace Taskue;

/// <summary>Where a workflow stands.</summary>
public enum WorkflowState
{
    /// <summary>Stored; none of its tasks has started.</summary>
    Pending,

    /// <summary>At least one of its tasks has started.</summary>
    Running,

    /// <summary>Every stage is over, and no task failed (allowed failures do not count). Final.</summary>
    Passed,

    /// <summary>Every stage is over, and at least one task failed. Final.</summary>
    Failed,
}

/// <summary>Where a stage stands.</summary>
public enum StageState
{
    /// <summary>None of its tasks has started.</summary>
    Pending,

    /// <summary>At least one of its tasks has started.</summary>
    Running,

    /// <summary>Every task is over, and none failed. Final.</summary>
    Passed,

    /// <summary>Every task is over, and at least one failed. Final.</summary>
    Failed,

    /// <summary>Every one of its tasks was skipped. Final.</summary>
    Skipped,
}

/// <summary>A snapshot of a stored workflow. All stamps are of the server's clock.</summary>
public sealed record WorkflowInfo
{
    internal WorkflowInfo()
    {
    }

    /// <summary>The workflow's id: 22 characters that sort by creation.</summary>
    public required string Id { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>Where it stands.</summary>
    public required WorkflowState State { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first task started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its last stage was over.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>How many of its tasks are in which state.</summary>
    public required TaskCounts Counts { get; init; }

    /// <summary>How many tasks failed that were allowed to.</summary>
    public int Warnings { get; init; }

    /// <summary>How many tasks failed that were not allowed to: failed, errored, timed out or were terminated.</summary>
    public long Failures => Counts.Failed + Counts.Errored + Counts.TimedOut + Counts.Terminated - Warnings;

    /// <summary>How many stages it has.</summary>
    public required int StageCount { get; init; }

    /// <summary>How many of its stages are over; the next one is the present one.</summary>
    public required int StagesDone { get; init; }

    /// <summary>Of the tasks that count as pending so many run.</summary>
    internal WorkflowInfo WithRunning(long running) =>
        this with { Counts = Counts with { Running = running, Pending = Math.Max(0, Counts.Pending - running) } };

    /// <summary>Its stages, in order. Empty in lists of workflows, where they are not read.</summary>
    public required IReadOnlyList<StageInfo> Stages { get; init; }

    /// <summary>Throws unless the workflow has passed.</summary>
    /// <returns>This snapshot.</returns>
    /// <exception cref="WorkflowFailedException">The workflow has not passed: it failed, or had not ended when this snapshot was read.</exception>
    public WorkflowInfo EnsurePassed() => State == WorkflowState.Passed ? this : throw new WorkflowFailedException(this);
}

/// <summary>A snapshot of one stage of a workflow.</summary>
public sealed record StageInfo
{
    internal StageInfo()
    {
    }

    /// <summary>Its index, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Where it stands.</summary>
    public required StageState State { get; init; }

    /// <summary>How many tasks it has.</summary>
    public required int TaskCount { get; init; }

    /// <summary>When it was reached and judged; the first stage is reached when the workflow is created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the first of its tasks started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last of its tasks was over.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Its tasks, in order.</summary>
    public IReadOnlyList<TaskInfo> Tasks { get; init; } = [];

    /// <summary>How long at least one of its tasks ran, by the starts that are kept. The times in which all of them waited in a queue do not count.</summary>
    /// <value><see langword="null"/> until the stage is over, where none of its tasks ran, and in lists of workflows.</value>
    public TimeSpan? Ran => DoneAt is null ? null : RunTime.Of(Tasks);
}

/// <summary>How many tasks are in which state.</summary>
public sealed record TaskCounts
{
    /// <summary>Tasks whose stage has not been reached.</summary>
    public long Created { get; init; }

    /// <summary>Tasks in queues, held ones included.</summary>
    public long Pending { get; init; }

    /// <summary>Tasks that runners hold.</summary>
    public long Running { get; init; }

    /// <summary>Tasks that returned.</summary>
    public long Passed { get; init; }

    /// <summary>Tasks that threw.</summary>
    public long Failed { get; init; }

    /// <summary>Tasks that could not be run.</summary>
    public long Errored { get; init; }

    /// <summary>Tasks that ran past their timeout.</summary>
    public long TimedOut { get; init; }

    /// <summary>Tasks that ended with their runner or by an operator.</summary>
    public long Terminated { get; init; }

    /// <summary>Tasks whose <see cref="TaskSpec.When"/> said no.</summary>
    public long Skipped { get; init; }

    /// <summary>All of them.</summary>
    public long Total => Created + Pending + Running + Passed + Failed + Errored + TimedOut + Terminated + Skipped;

    /// <summary>The count of one state.</summary>
    /// <param name="state">The state.</param>
    public long this[TaskState state] => state switch
    {
        TaskState.Created => Created,
        TaskState.Pending => Pending,
        TaskState.Running => Running,
        TaskState.Passed => Passed,
        TaskState.Failed => Failed,
        TaskState.Errored => Errored,
        TaskState.TimedOut => TimedOut,
        TaskState.Terminated => Terminated,
        TaskState.Skipped => Skipped,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a task state."),
    };
}
