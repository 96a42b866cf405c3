using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules.Shims;

/// <summary>Stands for <see cref="Monitor"/> and <see cref="Lock"/>.</summary>
internal static class Locks
{
    /// <summary>What is really entered, so that there is a scope to leave: the true lock is never touched.</summary>
    [ThreadStatic]
    private static Lock? stand;

    [Replaces(typeof(Monitor), nameof(Monitor.Enter))]
    public static void Enter(object gate, ref bool taken)
    {
        TryAcquire(gate, Timeout.InfiniteTimeSpan);
        taken = true;
    }

    [Replaces(typeof(Monitor), nameof(Monitor.TryEnter))]
    public static bool TryEnter(object gate) => TryEnter(gate, TimeSpan.Zero);

    [Replaces(typeof(Monitor), nameof(Monitor.TryEnter))]
    public static bool TryEnter(object gate, TimeSpan limit) => TryAcquire(gate, limit);

    [Replaces(typeof(Monitor), nameof(Monitor.Exit))]
    public static void Exit(object gate)
    {
        Release(gate);
    }

    [Replaces(typeof(Monitor), nameof(Monitor.Wait))]
    public static bool Wait(object gate) => Wait(gate, Timeout.InfiniteTimeSpan);

    [Replaces(typeof(Monitor), nameof(Monitor.Wait))]
    public static bool Wait(object gate, TimeSpan limit)
    {
        Held held = Owned(gate);
        int depth = held.Depth;
        var waiter = new Waiter();
        held.Waiters.Add(waiter);
        (held.Owner, held.Depth) = (null, 0);
        Scheduler.Wait("Monitor.Wait", () => waiter.Pulsed, Scheduler.In(limit));
        held.Waiters.Remove(waiter);
        Scheduler.Wait("Monitor.Wait, to enter again", () => held.Owner is null);
        (held.Owner, held.Depth) = (Scheduler.Here, depth);
        return waiter.Pulsed;
    }

    [Replaces(typeof(Monitor), nameof(Monitor.Pulse))]
    public static void Pulse(object gate)
    {
        if (Owned(gate).Waiters is { Count: > 0 } waiters)
        {
            waiters[0].Pulsed = true;
            waiters.RemoveAt(0);
        }
    }

    [Replaces(typeof(Monitor), nameof(Monitor.PulseAll))]
    public static void PulseAll(object gate)
    {
        Held held = Owned(gate);
        held.Waiters.ForEach(waiter => waiter.Pulsed = true);
        held.Waiters.Clear();
    }

    [Replaces(typeof(Lock), nameof(Lock.EnterScope))]
    public static Lock.Scope EnterScope(Lock gate)
    {
        TryAcquire(gate, Timeout.InfiniteTimeSpan);
        Scheduler.Here.Scopes.Push(gate);
        return (stand ??= new Lock()).EnterScope();
    }

    [Replaces(typeof(Lock.Scope), nameof(Lock.Scope.Dispose), Point = false)]
    public static void LeaveScope(ref Lock.Scope scope)
    {
        if (Scheduler.Here.Scopes.TryPop(out Lock? gate))
        {
            Release(gate);
        }

        scope.Dispose();
    }

    private static bool TryAcquire<TGate>(TGate gate, TimeSpan limit)
        where TGate : class
    {
        Held held = Scheduler.StateOf<Held>(gate);
        Flow me = Scheduler.Here;
        if (!IsFree() && (limit == TimeSpan.Zero || !Scheduler.Wait("lock", IsFree, Scheduler.In(limit))))
        {
            return false;
        }

        held.Owner = me;
        held.Depth++;
        return true;

        bool IsFree() => held.Owner is null || held.Owner == me;
    }

    private static void Release<TGate>(TGate gate)
        where TGate : class
    {
        Held held = Scheduler.StateOf<Held>(gate);
        if (held.Owner == Scheduler.Here && --held.Depth == 0)
        {
            held.Owner = null;
        }
    }

    private static Held Owned(object gate)
    {
        Held held = Scheduler.StateOf<Held>(gate);
        if (held.Owner != Scheduler.Here)
        {
            Scheduler.Fail("a lock is waited on or pulsed by one who does not hold it");
        }

        return held;
    }

    private sealed class Held
    {
        public Flow? Owner { get; set; }

        public int Depth { get; set; }

        public List<Waiter> Waiters { get; } = [];
    }

    private sealed class Waiter
    {
        public bool Pulsed { get; set; }
    }
}
