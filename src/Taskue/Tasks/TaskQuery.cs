namespace Taskue;

/// <summary>Which tasks to list, and which page of them.</summary>
/// <remarks>
/// Order: all tasks and <see cref="TaskState.Created"/> newest first; a final state latest end first; <see cref="TaskState.Pending"/> in the
/// order of the queues; <see cref="TaskState.Running"/> latest start first; a workflow's tasks in the order of its stages. Of several states
/// the running come first, then the pending, the created, and all final ones merged by their ends.
/// A list without filter costs one round trip however much is stored. Title and time, and queue beside final states, are looked for in the
/// store, at most 1000 tasks a round trip.
/// </remarks>
public sealed record TaskQuery
{
    /// <summary>Only tasks in this state.</summary>
    public TaskState? State { get; init; }

    /// <summary>Only tasks in one of these states. It cannot be combined with <see cref="State"/>.</summary>
    /// <value>Default: none, which means every state.</value>
    public IReadOnlyList<TaskState> States { get; init; } = [];

    /// <summary>Only tasks of this queue. Without a state: those that wait in it.</summary>
    public string? Queue { get; init; }

    /// <summary>Only tasks of this workflow.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>Only tasks with such a title: <c>*</c> stands for any text, letters of ASCII match in either case, and the whole title must match.</summary>
    /// <value>1 to 256 characters, at most 16 stars, such as <c>*invoice*</c>.</value>
    public string? TitlePattern { get; init; }

    /// <summary>Only tasks that were made at this moment or later, by the time in their ids: for ids of the caller's when they were made.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only tasks that were made before this moment.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Begins behind this id instead of at a page: for lists newest first.</summary>
    public string? Before { get; init; }

    /// <summary>Goes on where an earlier page of the same query ended (<see cref="TaskPage.Next"/>), whatever came or went meanwhile.</summary>
    public string? Cursor { get; init; }

    /// <summary>Which page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>How many tasks a page has: 1 to 1000.</summary>
    public int Limit { get; init; } = 25;

    /// <summary>Every state that is asked for; none is all.</summary>
    internal IReadOnlyList<TaskState> Wanted => State is { } one ? [one] : [.. States.Distinct()];

    /// <summary>Whether the store keeps what is asked for as a list of its own.</summary>
    internal bool IsPlain => TitlePattern is null && Since is null && Until is null && Cursor is null && Wanted.Count < 2
        && (Queue is null || Wanted is [] or [TaskState.Pending] or [TaskState.Running]);
}

/// <summary>A page of tasks, and how many there are of them.</summary>
/// <param name="Tasks">The tasks, at most <see cref="TaskQuery.Limit"/>. Payloads and results over 1 KiB are left out.</param>
/// <param name="Total">How many tasks the query finds; <see langword="null"/> where it began at a cursor or id, behind which nobody counted.</param>
/// <param name="TotalIsExact">False where a filter was given and counting was left off: there are at least <paramref name="Total"/>.</param>
/// <param name="Next">What to give as <see cref="TaskQuery.Cursor"/> for the tasks behind these; <see langword="null"/> at the end.</param>
public sealed record TaskPage(IReadOnlyList<TaskInfo> Tasks, long? Total, bool TotalIsExact, string? Next);
