using System.Collections.Immutable;

namespace Taskue.Proof.Model;

internal enum Place
{
    Created,
    Queued,
    Held,
    Running,
    Done,
}

/// <summary>A start that did not end its task.</summary>
internal sealed record Try(long Starts, long Attempts, long Deaths, string Outcome, long Started, long Ended);

/// <summary>What an attempt has written to its log.</summary>
internal sealed record Written(long Starts, long Appends, long Lines);

/// <summary>A task as the store knows it. Its place is its state.</summary>
internal sealed record TaskRow(string Id, Kind Kind, long Stored)
{
    public string? Flow { get; init; }

    public int Stage { get; init; }

    public Place Place { get; init; }

    /// <summary>Rises with each claim, never falls: with the incarnation it is the fence.</summary>
    public long Starts { get; init; }

    /// <summary>What retries are charged for.</summary>
    public long Attempts { get; init; }

    /// <summary>Runners that died while they held it.</summary>
    public long Deaths { get; init; }

    /// <summary>Since when it waits in its queue; null where it waits since it was stored.</summary>
    public long? Queued { get; init; }

    // Running.
    public string Holder { get; init; } = "";

    public long Started { get; init; }

    public long? Deadline { get; init; }

    // Held.
    public long HeldSince { get; init; }

    // Done.
    public char End { get; init; }

    public string Reason { get; init; } = "";

    public long Ended { get; init; }

    /// <summary>How its last start stood before it ended: starts, started, deadline, attempts, deaths, queued.</summary>
    public string Course { get; init; } = "";

    /// <summary>Retention 0: only the stub is left.</summary>
    public bool Dropped { get; init; }

    public bool LargeResult { get; init; }

    /// <summary>The newest 32.</summary>
    public ImmutableList<Try> Tries { get; init; } = [];

    public ImmutableList<Written> Log { get; init; } = [];

    public long LogLast { get; init; }
}

/// <summary>A workflow: where it is, and how its tasks have ended.</summary>
internal sealed record FlowRow(string Id, Kind[][] Shape, string[][] Tasks)
{
    public int Stage { get; init; }

    /// <summary>Whether the tasks of the present stage have been moved out of <see cref="Place.Created"/>.</summary>
    public bool Moved { get; init; }

    /// <summary>Tasks of the present stage that have not ended.</summary>
    public int Left { get; init; }

    /// <summary>Failures of all stages that are over.</summary>
    public int Failed { get; init; }

    public int Warned { get; init; }

    public int StageFailed { get; init; }

    public int StageSkipped { get; init; }

    public long StageReady { get; init; }

    public long StageStarted { get; init; }

    public long Started { get; init; }

    public long Ended { get; init; }

    public ImmutableSortedDictionary<char, int> Ends { get; init; } = ImmutableSortedDictionary<char, int>.Empty;

    /// <summary>The stages that are over: state, reached, started, ended.</summary>
    public ImmutableList<(char State, long Ready, long Started, long Ended)> Over { get; init; } = [];
}

/// <summary>A workflow of which parts have come, and not the last one.</summary>
/// <param name="Count">How many of its tasks have come.</param>
/// <param name="At">When a part came last.</param>
internal sealed record StagedFlow(string Id, Kind[][] Shape, int Count, long At);

/// <summary>A workflow that no reader sees any more, and that is taken away in slices.</summary>
/// <param name="Over">Its stages that were over.</param>
/// <param name="Stage">How far it has been taken away: its tasks in the stages before.</param>
/// <param name="Row">And those of this stage, if it is 1.</param>
internal sealed record LeavingFlow(string Id, ImmutableList<(char State, long Ready, long Started, long Ended)> Over, int Stage = 0, int Row = 0)
{
    public bool Has(TaskRow task) => task.Flow == Id && (task.Stage > Stage || (task.Stage == Stage && Row == 0));
}

/// <summary>An incarnation as the store knows it.</summary>
internal sealed record RunnerEntry(string Incarnation, string Name, string[] Queues)
{
    public bool Lives { get; init; } = true;

    /// <summary>The last call that the store has seen of it.</summary>
    public long Number { get; init; }

    public long Holding { get; init; }

    public bool Parked { get; init; }

    public bool Stopping { get; init; }

    public string Command { get; init; } = "";

    /// <summary>What the last call handed out.</summary>
    public ImmutableList<string> Handed { get; init; } = [];

    public long Expires { get; init; }

    /// <summary>The registry: l living, s stopped, d dead; until it is swept.</summary>
    public char Registered { get; init; } = 'l';

    public long Since { get; init; }

    public long Ended { get; init; }

    public long Rescheduled { get; init; }

    public long Terminated { get; init; }

    public long? Gone { get; init; }

    /// <summary>It is being recovered, as dead (d) or stopped (s), and so many of its tasks were put back and terminated.</summary>
    public (char Kind, long Rescheduled, long Terminated)? Dying { get; init; }
}

/// <summary>A runner's process, beside the store: what it believes. It may be wrong, as after a freeze.</summary>
internal sealed record Hand(string Incarnation, string Name, string[] Queues)
{
    /// <summary>Whether it listens to its channel. A dead process does not; its last packets may still arrive.</summary>
    public bool Listens { get; init; } = true;

    public long Number { get; init; }

    public ImmutableSortedDictionary<string, Held> Holds { get; init; } = ImmutableSortedDictionary.Create<string, Held>(StringComparer.Ordinal);

    /// <summary>A call whose reply was lost: it is repeated until there is one.</summary>
    public ExchangeCall? Lost { get; init; }

    public ExchangeCall? Last { get; init; }

    public AppendCall? Appended { get; init; }
}

/// <summary>A start in a runner's hands, with the queues of its workflow.</summary>
internal readonly record struct Held(long Starts, string? Queues, long Appends);

/// <summary>All of a namespace, and the runners around it.</summary>
internal sealed record State
{
    public static readonly State Empty = new();

    public long Now { get; init; } = 1_800_000_000_000;

    /// <summary>When the namespace was made; null while it is not there.</summary>
    public long? Epoch { get; init; }

    public long Beat { get; init; }

    public long Grace { get; init; }

    /// <summary>The beat whose gap has had its grace.</summary>
    public long? Graced { get; init; }

    /// <summary>How many gaps in a row, each of which began in the grace of the one before.</summary>
    public long Gaps { get; init; }

    /// <summary>What was set: milliseconds by final state, and by <c>l</c> for logs.</summary>
    public ImmutableSortedDictionary<char, long> Keep { get; init; } = ImmutableSortedDictionary<char, long>.Empty;

    public bool KeepWasSet { get; init; }

    public long Refused { get; init; }

    /// <summary>How many tasks of workflows one call may move. The true scripts have 1000; some histories run with few, so that it is often reached.</summary>
    public int Budget { get; init; } = 1000;

    /// <summary>How many tasks one call of an enqueued workflow brings. The true limit is 1000; some histories run with one, so that many come in parts.</summary>
    public int PartTasks { get; init; } = 1000;

    /// <summary>How many bytes of large payloads one reply may carry. The true scripts have 16 MiB; narrow histories have room for one payload.</summary>
    public long MostPayload { get; init; } = 16_777_216;

    /// <summary>About how many tasks of a workflow one call takes away. The true number is 1000; narrow histories have fewer, so that it is often interrupted.</summary>
    public int Slice { get; init; } = 1000;

    public bool IsNarrow => Slice < Empty.Slice;

    public ImmutableSortedDictionary<string, TaskRow> Tasks { get; init; } = Map<TaskRow>();

    public ImmutableSortedDictionary<string, ImmutableList<string>> Queues { get; init; } = Map<ImmutableList<string>>();

    public ImmutableSortedSet<string> QueueNames { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, FlowRow> Flows { get; init; } = Map<FlowRow>();

    public ImmutableSortedDictionary<string, StagedFlow> Staged { get; init; } = Map<StagedFlow>();

    public ImmutableSortedDictionary<string, LeavingFlow> Leaving { get; init; } = Map<LeavingFlow>();

    /// <summary>Workflows with tasks still to be moved, by the time of the last attempt.</summary>
    public ImmutableSortedDictionary<string, long> Advancing { get; init; } = Map<long>();

    public ImmutableSortedDictionary<string, RunnerEntry> Runners { get; init; } = Map<RunnerEntry>();

    public ImmutableSortedDictionary<string, string> Holders { get; init; } = Map<string>();

    public ImmutableSortedDictionary<string, ImmutableSortedSet<string>> Parked { get; init; } = Map<ImmutableSortedSet<string>>();

    /// <summary>Of each queue the last runner that took held tasks from it.</summary>
    public ImmutableSortedDictionary<string, string> Takers { get; init; } = Map<string>();

    public ImmutableSortedDictionary<string, ImmutableList<string>> Waiters { get; init; } = Map<ImmutableList<string>>();

    // Beside the store.
    public ImmutableList<Hand> Hands { get; init; } = [];

    public int Incarnations { get; init; }

    public ImmutableList<string> QueueOf(string name) => Queues.GetValueOrDefault(name, []);

    public ImmutableSortedSet<string> ParkedAt(string queue) => Parked.GetValueOrDefault(queue, ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

    public RunnerEntry? Living(string incarnation) => Runners.GetValueOrDefault(incarnation) is { Lives: true } runner ? runner : null;

    public IEnumerable<TaskRow> HeldBy(string incarnation) => Tasks.Values.Where(task => task.Place == Place.Running && task.Holder == incarnation);

    /// <summary>The final states (and l, logs) of which nothing is kept.</summary>
    public bool Drops(char letter) => Keep.TryGetValue(letter, out long keep) && keep == 0;

    /// <summary>What ended at or before this is expired; what is dropped leaves a stub for a minute.</summary>
    public long Horizon(char letter)
    {
        long keep = Keep.TryGetValue(letter, out long set) ? set : letter is 'p' or 's' ? 86_400_000 : 7 * 86_400_000;
        return Now - (keep > 0 ? keep : 60_000);
    }

    public bool Sees(FlowRow flow) => flow.Ended == 0 || flow.Ended > Horizon(flow.Failed > 0 ? 'f' : 'p');

    public bool Sees(TaskRow task) => task.Flow is { } flow ? Flows.TryGetValue(flow, out FlowRow? row) && Sees(row)
        : task.Place != Place.Done || task.Ended > Horizon(task.End);

    private static ImmutableSortedDictionary<string, T> Map<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}
