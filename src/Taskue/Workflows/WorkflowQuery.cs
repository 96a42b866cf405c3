namespace Taskue;

/// <summary>Which workflows to list, and which page of them: newest first, or latest end first for passed and failed ones.</summary>
public sealed record WorkflowQuery
{
    /// <summary>Only workflows in this state.</summary>
    public WorkflowState? State { get; init; }

    /// <summary>Begins behind this id instead of at a page: for all, pending and running ones.</summary>
    public string? Before { get; init; }

    /// <summary>Which page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>How many workflows a page has: 1 to 1000.</summary>
    public int Limit { get; init; } = 25;
}
