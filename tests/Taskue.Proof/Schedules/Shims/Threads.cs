using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules.Shims;

/// <summary>Stands for threads and the thread pool. A <see cref="Thread"/> is made, and never started: a flow runs its method.</summary>
internal static class Threads
{
    [Replaces(typeof(Thread), ".ctor", Point = false)]
    public static Thread New(ThreadStart start) => New(start, 0);

    [Replaces(typeof(Thread), ".ctor", Point = false)]
    public static Thread New(ThreadStart start, int maxStackSize)
    {
        var thread = new Thread(start, maxStackSize);
        Scheduler.StateOf<Method>(thread).Start = start;
        return thread;
    }

    [Replaces(typeof(Thread), nameof(Thread.Start))]
    public static void Start(Thread thread) => Start(thread, ExecutionContext.Capture());

    [Replaces(typeof(Thread), nameof(Thread.UnsafeStart))]
    public static void UnsafeStart(Thread thread) => Start(thread, null);

    [Replaces(typeof(ThreadPool), nameof(ThreadPool.UnsafeQueueUserWorkItem))]
    public static bool Queue(IThreadPoolWorkItem item, bool preferLocal)
    {
        Scheduler.Here.Scheduler.Add(item.GetType().Name, FlowKind.Step, item.Execute);
        return true;
    }

    private static void Start(Thread thread, ExecutionContext? context) =>
        Scheduler.Here.Scheduler.Add(thread.Name ?? "thread", FlowKind.Thread, () => Scheduler.StateOf<Method>(thread).Start!(), context);

    private sealed class Method
    {
        public ThreadStart? Start { get; set; }
    }
}
