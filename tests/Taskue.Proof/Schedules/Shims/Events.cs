using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules.Shims;

/// <summary>Stands for <see cref="AutoResetEvent"/> and <see cref="ManualResetEventSlim"/>, both made unset.</summary>
internal static class Events
{
    [Replaces(typeof(EventWaitHandle), nameof(EventWaitHandle.Set))]
    public static bool Set(EventWaitHandle handle)
    {
        Scheduler.StateOf<Signal>(handle).IsSet = true;
        return true;
    }

    [Replaces(typeof(WaitHandle), nameof(WaitHandle.WaitOne))]
    public static bool WaitOne(WaitHandle handle, TimeSpan limit)
    {
        Signal signal = Scheduler.StateOf<Signal>(handle);
        bool set = Scheduler.Wait("WaitOne", () => signal.IsSet, Scheduler.In(limit));
        signal.IsSet = false;
        return set;
    }

    [Replaces(typeof(ManualResetEventSlim), nameof(ManualResetEventSlim.Set))]
    public static void Set(ManualResetEventSlim handle)
    {
        Scheduler.StateOf<Signal>(handle).IsSet = true;
    }

    [Replaces(typeof(ManualResetEventSlim), nameof(ManualResetEventSlim.Wait))]
    public static void Wait(ManualResetEventSlim handle) => Wait(handle, Timeout.InfiniteTimeSpan);

    [Replaces(typeof(ManualResetEventSlim), nameof(ManualResetEventSlim.Wait))]
    public static bool Wait(ManualResetEventSlim handle, TimeSpan limit)
    {
        Signal signal = Scheduler.StateOf<Signal>(handle);
        return Scheduler.Wait("Wait", () => signal.IsSet, Scheduler.In(limit));
    }

    private sealed class Signal
    {
        public bool IsSet { get; set; }
    }
}
