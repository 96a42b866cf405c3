namespace Taskue;

/// <summary>Which workflows to list, and which page of them: newest first, or latest end first for passed and failed ones.</summary>
/// <remarks>Of several states the running come first, then the pending, and the final ones merged by their ends.</remarks>
public sealed record WorkflowQuery
{
    /// <summary>Only workflows in this state.</summary>
    public WorkflowState? State { get; init; }

    /// <summary>Only workflows in one of these states. It cannot be combined with <see cref="State"/>.</summary>
    /// <value>Default: none, which means every state.</value>
    public IReadOnlyList<WorkflowState> States { get; init; } = [];

    /// <inheritdoc cref="TaskQuery.TitlePattern"/>
    public string? TitlePattern { get; init; }

    /// <summary>Only workflows that were made at this moment or later, by the time in their ids.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only workflows that were made before this moment.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Begins behind this id instead of at a page: for all, pending and running ones.</summary>
    public string? Before { get; init; }

    /// <summary>Goes on where an earlier page of the same query ended (<see cref="WorkflowPage.Next"/>), whatever came or went meanwhile.</summary>
    public string? Cursor { get; init; }

    /// <summary>Which page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>How many workflows a page has: 1 to 1000.</summary>
    public int Limit { get; init; } = 25;

    internal IReadOnlyList<WorkflowState> Wanted => State is { } one ? [one] : [.. States.Distinct()];

    internal bool IsPlain => TitlePattern is null && Since is null && Until is null && Cursor is null && Wanted.Count < 2;
}

/// <summary>A page of workflows, and how many there are of them.</summary>
/// <param name="Workflows">The workflows, at most <see cref="WorkflowQuery.Limit"/>, without their stages and tasks.</param>
/// <param name="Total">How many the query finds; <see langword="null"/> where it began at a cursor or id, behind which nobody counted.</param>
/// <param name="TotalIsExact">False where a filter was given and counting was left off: there are at least <paramref name="Total"/>.</param>
/// <param name="Next">What to give as <see cref="WorkflowQuery.Cursor"/> for those behind these; <see langword="null"/> at the end.</param>
public sealed record WorkflowPage(IReadOnlyList<WorkflowInfo> Workflows, long? Total, bool TotalIsExact, string? Next);
