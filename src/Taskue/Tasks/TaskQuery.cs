namespace Taskue;

/// <summary>Which tasks to list, and which page of them.</summary>
/// <remarks>
/// Order: all tasks and <see cref="TaskState.Created"/> newest first; a final state latest end first; <see cref="TaskState.Pending"/> in the
/// order of the queues; <see cref="TaskState.Running"/> latest start first; a workflow's tasks in the order of its stages.
/// </remarks>
public sealed record TaskQuery
{
    /// <summary>Only tasks in this state.</summary>
    public TaskState? State { get; init; }

    /// <summary>Only tasks that wait in this queue, or with <see cref="TaskState.Running"/> were taken from it.</summary>
    public string? Queue { get; init; }

    /// <summary>Only tasks of this workflow. It cannot be combined with <see cref="Queue"/>.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>Begins behind this id instead of at a page: for lists newest first.</summary>
    public string? Before { get; init; }

    /// <summary>Which page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>How many tasks a page has: 1 to 1000.</summary>
    public int Limit { get; init; } = 25;
}
