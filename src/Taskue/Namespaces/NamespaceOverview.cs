namespace Taskue;

/// <summary>What there is in a namespace, counted. Every count is exact and costs the store no walk through tasks.</summary>
public sealed record NamespaceOverview
{
    internal NamespaceOverview()
    {
    }

    /// <summary>The namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The server's clock when it was asked.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Tasks by state.</summary>
    public required TaskCounts Tasks { get; init; }

    /// <summary>Workflows by state.</summary>
    public required WorkflowCounts Workflows { get; init; }

    /// <summary>Its queues, by name.</summary>
    public required IReadOnlyList<QueueInfo> Queues { get; init; }

    /// <summary>How many runners are alive.</summary>
    public required int LivingRunners { get; init; }

    /// <summary>How many results came too late and were refused: their tasks had been given to others.</summary>
    public required long RefusedResults { get; init; }
}

/// <summary>How many workflows are in which state.</summary>
/// <param name="Pending">None of whose tasks has started.</param>
/// <param name="Running">That have started.</param>
/// <param name="Passed">That ended without a failure.</param>
/// <param name="Failed">That ended with a failure.</param>
public sealed record WorkflowCounts(long Pending, long Running, long Passed, long Failed)
{
    /// <summary>All of them.</summary>
    public long Total => Pending + Running + Passed + Failed;
}

/// <summary>A snapshot of a queue.</summary>
/// <param name="Name">Its name: the tag of the tasks in it.</param>
/// <param name="Pending">How many tasks wait in it, held ones included.</param>
/// <param name="Held">How many of them are held: no runner that took them knew their method.</param>
/// <param name="ParkedRunners">How many runners wait at it for work.</param>
public sealed record QueueInfo(string Name, long Pending, long Held, int ParkedRunners)
{
    /// <summary>Since when the oldest of the first ten tasks in it waits.</summary>
    /// <value><see langword="null"/> where none waits; held tasks do not count.</value>
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>How many tasks run that were taken from it.</summary>
    /// <value><see langword="null"/> in an overview, where it is not counted.</value>
    public long? Running { get; init; }

    /// <summary>The living runners that serve it, by name.</summary>
    /// <value>Empty in an overview, where they are not read.</value>
    public IReadOnlyList<RunnerInfo> Runners { get; init; } = [];
}
