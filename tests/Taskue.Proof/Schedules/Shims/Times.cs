using System.Diagnostics;
using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules.Shims;

/// <summary>Stands for the clocks: within a schedule there is only its own.</summary>
internal static class Times
{
    [Replaces(typeof(Stopwatch), nameof(Stopwatch.GetTimestamp), Point = false)]
    public static long GetTimestamp() => VirtualClock.Instance.GetTimestamp();

    [Replaces(typeof(Stopwatch), nameof(Stopwatch.GetElapsedTime), Point = false)]
    public static TimeSpan GetElapsedTime(long since) => Stopwatch.GetElapsedTime(since, GetTimestamp());

    [Replaces(typeof(TimeProvider), "get_System", Point = false)]
    public static TimeProvider Clock() => VirtualClock.Instance;

    [Replaces(typeof(Task), nameof(Task.Delay))]
    public static Task Delay(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, Clock(), cancellationToken);

    [Replaces(typeof(Task), nameof(Task.Delay))]
    public static Task Delay(TimeSpan time) => Task.Delay(time, Clock());

    [Replaces(typeof(CancellationTokenSource), nameof(CancellationTokenSource.CancelAfter))]
    public static void CancelAfter(CancellationTokenSource source, TimeSpan time)
    {
        Scheduler.Here.Scheduler.Add("CancelAfter", FlowKind.Timer, Fire, ready: static () => false, deadline: Scheduler.In(time));

        void Fire()
        {
            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // A disposed source forgets its timer.
            }
        }
    }
}
