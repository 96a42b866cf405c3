namespace Taskue;

/// <summary>A namespace at a moment: what is in it, and what needs attention.</summary>
public sealed record NamespaceStatus
{
    /// <summary>How long failures and deaths are of interest.</summary>
    internal static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    internal NamespaceStatus()
    {
    }

    /// <summary>Counts by state and by queue; its <see cref="NamespaceOverview.At"/> is the moment.</summary>
    public required NamespaceOverview Overview { get; init; }

    /// <summary>The queues, with what runs from them and who serves them.</summary>
    public required IReadOnlyList<QueueInfo> Queues { get; init; }

    /// <summary>The living runners, and those that died within the last hour.</summary>
    public required IReadOnlyList<RunnerInfo> Runners { get; init; }

    /// <summary>The last failures, the latest first, at most 100; failures that were allowed are among them.</summary>
    public required IReadOnlyList<TaskInfo> LastFailures { get; init; }

    /// <summary>How many of <see cref="LastFailures"/> are of the last hour and were not allowed.</summary>
    public required int RecentFailures { get; init; }

    /// <summary>What needs attention, the worst first.</summary>
    public required IReadOnlyList<Problem> Problems { get; init; }
}

/// <summary>Which question of a <see cref="NamespaceStatus"/> a problem answers with yes.</summary>
public enum ProblemKind
{
    /// <summary>Something does not move until somebody acts.</summary>
    Stuck,

    /// <summary>Something ends as it should not: tasks, runners, modules.</summary>
    Failing,

    /// <summary>Something moves, and too slowly.</summary>
    Behind,
}

/// <summary>Something that needs attention.</summary>
/// <param name="Kind">Which question it answers with yes.</param>
/// <param name="Code">
/// What it is, an open list: <c>no_runner</c>, <c>runners_silent</c>, <c>runners_stopping</c>, <c>no_able_runner</c>, <c>runners_paused</c>,
/// <c>held</c>, <c>runs_long</c>, <c>stuck_bodies</c>, <c>runner_dead</c>, <c>module_faults</c>, <c>failures</c>, <c>late</c>.
/// </param>
/// <param name="Text">What is wrong, with its numbers.</param>
/// <param name="Remedy">What to type or look at; a command begins with <c>taskue</c>.</param>
public sealed record Problem(ProblemKind Kind, string Code, string Text, string Remedy);
