using System.Diagnostics;

namespace Taskue;

/// <summary>The threads that user code begins on: few while tasks are short, at once as many as there are slots when they block.</summary>
/// <remarks>
/// The thread pool adds a blocked thread or two a second; a runner's slots must not wait for that. One thread a processor keeps short
/// tasks cheap; when work waits and none of it was taken for a moment, the busy threads count as blocked, and <see cref="Grow"/> doubles
/// their number, until each task that waits has one. Idle ones are woken only as far as one a processor is at work, and end after a while.
/// </remarks>
internal sealed class WorkerPool(string name, int most) : IDisposable
{
    /// <summary>How long work may wait, with none taken, before threads are added.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan IdleThreadStays = TimeSpan.FromSeconds(20);

    private readonly object gate = new();
    private readonly Queue<RunningTask> ready = new();
    private readonly List<Worker> workers = [];
    private readonly int few = Math.Min(most, Environment.ProcessorCount);
    private int threads;
    private int idle;
    private int woken; // pulsed, and not at work yet: no longer counted as idle
    private int blocked;
    private long taken;
    private long takenBefore;
    private long lastLook;
    private bool closed;

    /// <summary>Whether work waits for a thread.</summary>
    public bool HasBacklog
    {
        get
        {
            lock (gate)
            {
                return ready.Count > 0;
            }
        }
    }

    public void Add(IReadOnlyList<RunningTask> tasks)
    {
        lock (gate)
        {
            if (ready.Count == 0)
            {
                Look_NeedsLock();
            }

            foreach (RunningTask task in tasks)
            {
                ready.Enqueue(task);
            }

            int atWork = threads - idle - blocked;
            Bring_NeedsLock(Math.Min(few - atWork, ready.Count));
        }
    }

    /// <summary>Brings threads for tasks that wait, if none was taken for a <see cref="Moment"/>.</summary>
    public void Grow()
    {
        lock (gate)
        {
            if (ready.Count == 0 || Stopwatch.GetElapsedTime(lastLook) < Moment)
            {
                return;
            }

            if (taken == takenBefore)
            {
                // Twice as many each time: on a busy machine the threads may only have waited for a processor.
                blocked = threads - idle - woken;
                Bring_NeedsLock(Math.Min(ready.Count, threads));
            }

            Look_NeedsLock();
        }
    }

    /// <summary>A thread that its task does not give back counts no more; it ends when the task lets it go.</summary>
    public void WriteOff()
    {
        lock (gate)
        {
            WriteOff_NeedsLock(1);
        }
    }

    /// <summary>Writes off the threads of tasks whose outcome was told so long ago, and which keep them all the same.</summary>
    public void WriteOffLeaving(TimeSpan limit)
    {
        lock (gate)
        {
            WriteOff_NeedsLock(workers.RemoveAll(worker => worker.Runs?.LeaveThread(limit) == true));
        }
    }

    /// <summary>Lets idle threads end; those with a task end after it.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            (woken, idle) = (woken + idle, 0);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>What waits has other threads in the place of those that are lost.</summary>
    private void WriteOff_NeedsLock(int lost)
    {
        threads -= lost;
        blocked = Math.Max(0, blocked - lost);
        Bring_NeedsLock(Math.Min(ready.Count, lost));
    }

    private void Look_NeedsLock()
    {
        takenBefore = taken;
        lastLook = Stopwatch.GetTimestamp();
    }

    private void Bring_NeedsLock(int count)
    {
        for (; count > 0 && idle > 0; count--)
        {
            idle--;
            woken++;
            Monitor.Pulse(gate);
        }

        for (; count > 0 && threads < most; count--)
        {
            threads++;
            var worker = new Worker();
            workers.Add(worker);
            new Thread(() => Work(worker)) { IsBackground = true, Name = name }.Start();
        }
    }

    private void Work(Worker worker)
    {
        for (RunningTask? task = Take(first: true); task is not null; task = Take(first: false))
        {
            worker.Runs = task;
            bool kept = task.Begin();
            worker.Runs = null;
            Renew(Thread.CurrentThread);
            if (!kept)
            {
                break; // written off meanwhile
            }
        }

        lock (gate)
        {
            workers.Remove(worker);
        }
    }

    /// <summary>What the platform's own pool resets. (Culture and the like belong to the flow of the task, and go with it.)</summary>
    private void Renew(Thread thread)
    {
        try
        {
            thread.Join(0); // an interrupt that is still to come is for the task that has ended
        }
        catch (ThreadInterruptedException)
        {
        }

        if (thread.Priority != ThreadPriority.Normal)
        {
            thread.Priority = ThreadPriority.Normal;
        }

        if (!thread.IsBackground)
        {
            thread.IsBackground = true;
        }

        if (thread.Name != name)
        {
            thread.Name = name;
        }
    }

    private RunningTask? Take(bool first)
    {
        lock (gate)
        {
            if (!first && blocked > 0)
            {
                blocked--;
            }

            while (ready.Count == 0)
            {
                if (closed)
                {
                    threads--;
                    return null;
                }

                idle++;
                try
                {
                    Monitor.Wait(gate, IdleThreadStays);
                }
                catch (ThreadInterruptedException)
                {
                    // Somebody whose task has long ended meant that: as if its time were over.
                }

                if (woken > 0)
                {
                    woken--;
                }
                else
                {
                    // Nobody woke it: its time is over.
                    idle--;
                    if (ready.Count == 0 && threads > few)
                    {
                        threads--;
                        return null;
                    }
                }
            }

            taken++;
            return ready.Dequeue();
        }
    }

    /// <summary>A thread, and what it runs now.</summary>
    private sealed class Worker
    {
        private volatile RunningTask? runs;

        public RunningTask? Runs
        {
            get => runs;
            set => runs = value;
        }
    }
}
