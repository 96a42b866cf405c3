namespace Taskue.Proof.Schedules.Engine;

internal enum FlowKind
{
    /// <summary>A thread of the product's or scenario's own: it must have ended when the schedule ends.</summary>
    Thread,

    /// <summary>What goes on after an await, or was put onto the thread pool.</summary>
    Step,

    /// <summary>A timer's callback.</summary>
    Timer,
}

/// <summary>One line of execution. Of all flows of a schedule exactly one runs; the others wait to be chosen.</summary>
internal sealed class Flow(Scheduler scheduler, string name, FlowKind kind, Action body)
{
    public Scheduler Scheduler => scheduler;

    public string Name => name;

    public FlowKind Kind => kind;

    public Action Body => body;

    public ExecutionContext? Context { get; init; }

    /// <summary>What it waits for; null where it can go on at any moment.</summary>
    public Func<bool>? Ready { get; set; }

    /// <summary>When it goes on all the same, on the schedule's clock.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>What it is about to do.</summary>
    public string At { get; set; } = "begin";

    /// <summary>The thread that carries it, once it has begun.</summary>
    public Carrier? Carrier { get; set; }

    /// <summary>Whether it was told that the schedule is over.</summary>
    public bool Unwinding { get; set; }

    /// <summary>The locks that it has entered by <see cref="Lock.EnterScope"/>, the last one on top.</summary>
    public Stack<Lock> Scopes { get; } = [];

    public bool Can(long now) => Ready is null || now >= Deadline || Ready();

    public override string ToString() => $"{name} at {At}";
}
