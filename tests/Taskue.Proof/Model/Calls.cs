using Taskue.Store;

namespace Taskue.Proof.Model;

/// <summary>One call of the store, or one thing that happens beside it.</summary>
internal abstract record Call;

/// <summary>Time passes, or jumps, also back.</summary>
internal sealed record ClockCall(long Milliseconds) : Call;

internal sealed record EnqueueCall(IReadOnlyList<(string Id, Kind Kind)> Tasks) : Call;

/// <summary>A workflow is enqueued, in parts if it is a large one.</summary>
/// <param name="Parts">After how many parts its producer dies; all of them if it does not.</param>
/// <param name="Rests">Whether its producer rests before the last part, for so long that the others are swept.</param>
internal sealed record FlowCall(string Id, Kind[][] Shape, string[][] Tasks, int Parts, bool Rests) : Call
{
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(11);
}

/// <summary>A runner starts under a name, or (<see cref="Again"/>) repeats the call of its start.</summary>
internal sealed record RegisterCall(string Incarnation, string Name, string[] Queues, bool Again) : Call;

/// <summary>What a start ended in.</summary>
internal sealed record Result(string Id, long Starts, Ending Ending, string? FlowQueues, bool Large);

internal sealed record ExchangeCall(
    string Who, string[] Queues, long Number, IReadOnlyList<Result> Results, int Free, bool Strict, bool Park, IReadOnlyList<(string Queue, string Id)> Adopt) : Call
{
    /// <summary>Whether its reply reaches the runner.</summary>
    public bool Arrives { get; init; } = true;

    /// <summary>Queues that it claims nothing from.</summary>
    public string[] Avoided { get; init; } = [];
}

internal sealed record BeatCall(string Who) : Call;

internal sealed record LeaveCall(string Who, string[] Queues, bool Stopped) : Call;

/// <summary>A process is gone: it says nothing, and hears nothing.</summary>
internal sealed record KillCall(string Who) : Call;

internal sealed record ResyncCall(string Who, string[] Queues, long Number, IReadOnlyList<(string Id, long Starts)> Holds) : Call;

internal sealed record PatrolCall(string Who, string[] Queues) : Call;

internal sealed record RecoverCall(string Who, string[] Queues) : Call;

internal sealed record GiveUpCall(IReadOnlyList<Overdue> Tasks) : Call;

internal sealed record AdvanceCall(string[] Queues) : Call;

/// <summary>Retention: to the end, or a slice.</summary>
internal sealed record SweepCall(bool Once) : Call;

internal sealed record AwaitCall(string Client, string[] Ids) : Call;

internal sealed record AppendCall(string Who, string Id, long Starts, long Number) : Call;

internal sealed record ControlCall(string Name, RunnerCommand Command) : Call;

internal sealed record DeleteTaskCall(string Id) : Call;

/// <summary>A workflow is deleted; by a client that dies after the first slice, or by one that goes on until nothing is left that could be swept.</summary>
internal sealed record DeleteFlowCall(string Id, bool Dies) : Call;

/// <summary>Milliseconds; null for logs keeps them as long as their tasks.</summary>
internal sealed record KeepCall(char Letter, long? Milliseconds) : Call;

internal sealed record PurgeCall(bool Force) : Call;

internal sealed record GetCall(string Id) : Call;

internal sealed record GetFlowCall(string Id) : Call;

internal sealed record OverviewCall : Call;
