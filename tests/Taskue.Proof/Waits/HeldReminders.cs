namespace Taskue.Proof.Waits;

/// <summary>A clock whose periods pass only when they are told to: so the reminders that a wait needs are counted, and no time is measured.</summary>
internal sealed class HeldReminders : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Held> timers = [];

    /// <summary>The period of each timer that repeats.</summary>
    public IReadOnlyList<TimeSpan> Periods
    {
        get
        {
            lock (gate)
            {
                return [.. timers.Select(timer => timer.Period)];
            }
        }
    }

    /// <summary>One period passes for each of them.</summary>
    public void Pass()
    {
        Held[] all;
        lock (gate)
        {
            all = [.. timers];
        }

        foreach (Held timer in all)
        {
            timer.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period <= TimeSpan.Zero)
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        var timer = new Held(callback, state, period);
        lock (gate)
        {
            timers.Add(timer);
        }

        return timer;
    }

    private sealed class Held(TimerCallback callback, object? state, TimeSpan period) : ITimer
    {
        private volatile bool disposed;

        public TimeSpan Period => period;

        public void Fire()
        {
            if (!disposed)
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !disposed;

        public void Dispose() => disposed = true;

        public ValueTask DisposeAsync()
        {
            disposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
