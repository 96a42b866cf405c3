using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>A task to store: its id and its spec.</summary>
internal readonly record struct NewTask(string Id, TaskSpec Spec);

/// <summary>A workflow to store, with the ids of its tasks, stage by stage.</summary>
internal sealed record NewFlow(string Id, WorkflowSpec Spec, IReadOnlyList<IReadOnlyList<string>> TaskIds);

/// <summary>What the calls of one runner have in common; its keys are built once.</summary>
internal sealed class RunnerKeys(string incarnation, string name, IReadOnlyList<string> queues)
{
    private readonly Dictionary<Script, RedisKey[]> keys = [];

    public string Incarnation { get; } = incarnation;

    public string Name { get; } = name;

    public IReadOnlyList<string> Queues { get; } = queues;

    /// <summary>The keys of a script with this runner's queues, or with these and others (a workflow's) behind them.</summary>
    public RedisKey[] Of(Script script, KeySpace space)
    {
        lock (keys)
        {
            if (!keys.TryGetValue(script, out RedisKey[]? built))
            {
                // As bytes: the connection would encode them with each call.
                keys[script] = built = Array.ConvertAll(space.KeysOf(script, Queues), key => (RedisKey)(byte[]?)key);
            }

            return built;
        }
    }
}

/// <summary>What a start of a task ended in, for one call of exchange.lua.</summary>
internal readonly record struct FinishedStart(
    string Id, long Starts, Ending Ending, string Reason, byte[] Tail, ReadOnlyMemory<byte> LargeResult, string? WorkflowQueues)
{
    /// <summary>Passed, with nothing more to say than its tail: exchange.lua takes these in a shorter form.</summary>
    public bool IsPlain => Ending == Ending.Passed && Reason.Length == 0 && LargeResult.IsEmpty;
}

/// <summary>The letters of exchange.lua.</summary>
internal enum Ending
{
    Passed = 'p',
    Failed = 'f',
    Errored = 'e',
    TimedOut = 't',
    Held = 'h',
    HandedBack = 'b',
}

/// <summary>One call of exchange.lua.</summary>
internal sealed record Exchange
{
    public required long Number { get; init; }

    public required int Free { get; init; }

    public required TimeSpan DefaultTimeout { get; init; }

    public required bool Strict { get; init; }

    public required bool Park { get; init; }

    public required IReadOnlyList<FinishedStart> Finished { get; init; }

    public IReadOnlyList<(string Queue, string Id)> Adopt { get; init; } = [];

    /// <summary>Queues of the runner that this call claims nothing from.</summary>
    public IReadOnlyList<string> Avoided { get; init; } = [];
}

internal enum ExchangeCode
{
    Ok,

    /// <summary>The incarnation is not registered (any more).</summary>
    Gone,

    /// <summary>The store has seen another number last: what the runner holds must be named to it.</summary>
    Behind,
}

internal sealed record ExchangeReply(ExchangeCode Code)
{
    public long ServerMs { get; init; }

    public RunnerCommand Command { get; init; }

    /// <summary>Workflows wait to be moved on.</summary>
    public bool Advancing { get; init; }

    /// <summary>Results that were refused: those starts are not this runner's any more.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>Queues of tasks that this call reported as held.</summary>
    public IReadOnlyList<UnableQueue> Unable { get; init; } = [];

    public IReadOnlyList<ClaimedTask> Claims { get; init; } = [];
}

/// <summary>A queue with tasks that a runner cannot run, and whether another one lives that is known to take such tasks from it.</summary>
internal readonly record struct UnableQueue(string Name, bool OthersTake);

/// <summary>A task that was put into a runner's hands, with its stored record.</summary>
internal readonly record struct ClaimedTask(string Id, long Starts, int Attempts, ReadOnlyMemory<byte> Record, ReadOnlyMemory<byte> LargePayload)
{
    /// <summary>The record, read with each call; null if this release cannot read it.</summary>
    public SpecRecord? ReadSpec() => SpecRecord.TryRead(Record);
}

internal readonly record struct HeartbeatReply(bool Gone, RunnerCommand Command);

internal readonly record struct RegisterReply(bool Taken, TimeSpan WaitFor, long HolderExpires);

internal enum RecoverReply
{
    Done,
    More,
    Alive,
}

internal enum AwaitReply
{
    Waiting,
    Ended,
    None,
}

/// <summary>How far a runner's patrol has come through what it looks at in slices.</summary>
internal readonly record struct PatrolPlace(string Active, string Held)
{
    public static PatrolPlace Start { get; } = new("0", "1:0");
}

internal sealed record PatrolReply(
    PatrolPlace Next, long ServerMs, int Advancing, bool Sweep, IReadOnlyList<LostRunner> Lost, IReadOnlyList<Overdue> Overdue, IReadOnlyList<HeldTask> Held);

/// <summary>A runner to recover; where its row is lost, with a task that it still holds.</summary>
internal readonly record struct LostRunner(string Incarnation, IReadOnlyList<string> Queues, string? Task = null);

/// <summary>A running task far past its deadline, or (without starts) a held one.</summary>
internal readonly record struct Overdue(string Id, long? Starts, string Queue);

internal readonly record struct HeldTask(string Queue, string Id, long SinceMs, string Method);

/// <summary>What runs now: the ids that one incarnation holds, newest first, and how many tasks run from each queue.</summary>
internal sealed record RunningNow(IReadOnlyList<string> Ids, IReadOnlyDictionary<string, long> ByQueue);

/// <summary>What audit.lua found that should not be there, or not for long.</summary>
internal sealed record AuditFacts
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>Running tasks whose runner neither lives nor is being recovered, among those that were looked at.</summary>
    public required long Orphans { get; init; }

    public required IReadOnlyList<string> SomeOrphans { get; init; }

    /// <summary>Whether all running tasks were looked at.</summary>
    public required bool Whole { get; init; }

    public required long Dangling { get; init; }

    public required long Refused { get; init; }

    public required long Advancing { get; init; }

    public required DateTimeOffset? AdvancingSince { get; init; }

    public required long Staging { get; init; }

    public required DateTimeOffset? StagingSince { get; init; }

    public required long Dying { get; init; }

    public required long Silent { get; init; }

    public required long Living { get; init; }
}

/// <summary>What an operator may tell a runner.</summary>
internal enum RunnerCommand
{
    None,
    Pause,
    Drain,
    Stop,
}
