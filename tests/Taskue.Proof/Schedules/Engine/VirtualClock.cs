using System.Diagnostics;

namespace Taskue.Proof.Schedules.Engine;

/// <summary>The clock of the schedule that asks. Its timers are flows.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static VirtualClock Instance { get; } = new();

    public override long TimestampFrequency => Stopwatch.Frequency;

    public override long GetTimestamp() => Scheduler.Here.Scheduler.Now;

    public override DateTimeOffset GetUtcNow() => Beginning + Stopwatch.GetElapsedTime(0, GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(() => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(Action callback) : ITimer
    {
        private readonly Scheduler scheduler = Scheduler.Here.Scheduler;
        private TimeSpan every;
        private Flow? next;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            every = period;
            Set(dueTime);
            return true;
        }

        public void Dispose() => Set(Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Set(TimeSpan due)
        {
            if (next is not null)
            {
                scheduler.Remove(next);
            }

            next = due == Timeout.InfiniteTimeSpan ? null
                : scheduler.Add("timer", FlowKind.Timer, Fire, ready: static () => false, deadline: Scheduler.In(due));
        }

        private void Fire()
        {
            Set(every <= TimeSpan.Zero ? Timeout.InfiniteTimeSpan : every);
            callback();
        }
    }
}
