using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>What a runner runs, and what has ended and is not yet told to the store.</summary>
/// <remarks>
/// A task takes a slot from its claim until its outcome is put down here: by its body, by the end of its timeout's grace, by a runner that
/// stops, or never, where the claim was lost. The outcome is put down before the slot is free, so that the store never holds
/// more for this runner than it has slots. Thread-safe but for <see cref="Begin"/> and <see cref="Watch"/>, which are the dispatch thread's.
/// </remarks>
internal sealed class Slots : IDisposable
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>What may run after an outcome, such as a disposal, keeps its thread for the grace of a timeout, and at least so long.</summary>
    private static readonly TimeSpan LeastLeave = TimeSpan.FromSeconds(1);

    private readonly TaskHost host;
    private readonly Action changed;
    private readonly ILogger log;
    private readonly WorkerPool workers;
    private readonly TimeSpan leave;
    private readonly ConcurrentDictionary<string, RunningTask> running = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FinishedStart> finished = new();
    private int inUse;
    private long lastWatch;

    /// <param name="host">What the tasks have in common.</param>
    /// <param name="threadName">What the worker threads are called.</param>
    /// <param name="changed">Called when an outcome was put down.</param>
    /// <param name="log">Where tasks that ignore their timeout are told.</param>
    public Slots(TaskHost host, string threadName, Action changed, ILogger log)
    {
        this.host = host;
        this.changed = changed;
        this.log = log;
        leave = host.Options.TimeoutGrace > LeastLeave ? host.Options.TimeoutGrace : LeastLeave;
        workers = new WorkerPool(threadName, host.Options.Concurrency);
        host.Settled = Settle;
    }

    public int Running => Volatile.Read(ref inUse);

    public int Free => Math.Max(0, host.Options.Concurrency - Running);

    public bool HasFinished => !finished.IsEmpty;

    /// <summary>Whether this runner can run what it has claimed.</summary>
    public bool CanRun(SpecRecord? spec) => host.CanRun(spec);

    /// <summary>How long the dispatch may rest before <see cref="Watch"/> is due.</summary>
    public TimeSpan Rest(TimeSpan idle) => workers.HasBacklog ? WorkerPool.Moment : Running > 0 ? WatchInterval : idle;

    public void Begin(IReadOnlyList<ClaimedTask> claims)
    {
        if (claims.Count == 0)
        {
            return;
        }

        var begun = new RunningTask[claims.Count];
        for (int i = 0; i < begun.Length; i++)
        {
            begun[i] = new RunningTask(host, claims[i], claims[i].ReadSpec());
            Drop(begun[i].TaskId); // an earlier start of it was given up by others: its key is needed, and its slot
            running[begun[i].TaskId] = begun[i];
        }

        Interlocked.Add(ref inUse, begun.Length);
        workers.Add(begun);
    }

    /// <summary>The outcomes to tell now: at most what one call carries.</summary>
    public List<FinishedStart> Gather()
    {
        var batch = new List<FinishedStart>(Math.Min(finished.Count, Limits.Batch));
        long bytes = 0;
        while (batch.Count < Limits.Batch && bytes < Limits.BatchBytes && finished.TryDequeue(out FinishedStart start))
        {
            bytes += start.Tail.Length + start.LargeResult.Length;
            batch.Add(start);
            Forget(start);
        }

        return batch;
    }

    /// <summary>Adds threads for work that waits; fires the tokens of tasks past their timeout, and frees the slots of those whose grace is over too.</summary>
    public void Watch()
    {
        if (workers.HasBacklog)
        {
            workers.Grow();
        }

        if (Stopwatch.GetElapsedTime(lastWatch) < WatchInterval)
        {
            return;
        }

        lastWatch = Stopwatch.GetTimestamp();
        workers.WriteOffLeaving(leave);
        foreach (RunningTask task in running.Values)
        {
            if (task.Timeout == Timeout.InfiniteTimeSpan || Stopwatch.GetElapsedTime(task.StartedTicks) < task.Timeout)
            {
                continue;
            }

            if (!task.HasTimedOut)
            {
                task.FireTimeout();
            }
            else if (task.SinceTimeout >= host.Options.TimeoutGrace && task.AbandonedStart() is var outcome && Abandon(task, () => outcome))
            {
                RunnerLog.Abandoned(log, task.TaskId);
                RunnerLog.Ended(log, task, outcome, null);
                task.CountStuck();
            }
        }
    }

    /// <summary>Everything that this runner holds by its own account: what runs, and what has ended and was not told.</summary>
    public List<(string Id, long Starts)> Held(IEnumerable<FinishedStart> underWay)
    {
        // What runs is read before what has finished: a task that settles meanwhile stands in both, and not in neither.
        (string, long)[] runs = [.. running.Values.Select(task => (task.TaskId, task.Starts))];
        return [.. runs.Concat(finished.Concat(underWay).Select(start => (start.Id, start.Starts))).Distinct()];
    }

    /// <summary>A claim is not this runner's any more: whatever its body does is discarded.</summary>
    public void Drop(string id)
    {
        if (running.TryGetValue(id, out RunningTask? task))
        {
            Abandon(task);
            RunnerLog.ResultRefused(log, id);
        }
    }

    /// <summary>Puts down what is still running as handed back, uncharged.</summary>
    public int HandBack() => running.Values.Count(task => Abandon(task, () => task.Finished(Ending.HandedBack, "", default, null)));

    /// <summary>Discards everything: no claim is this runner's any more. How many it held, those included whose outcome was about to be told.</summary>
    public int Discard(IEnumerable<FinishedStart> underWay)
    {
        int held = Held(underWay).Count;
        foreach (RunningTask task in running.Values)
        {
            Abandon(task);
        }

        return held;
    }

    public void Dispose() => workers.Dispose();

    private void Settle(RunningTask task, FinishedStart start)
    {
        if (!task.HasLog || !SettleAfterLog(task, start))
        {
            PutDown(task, start);
        }
    }

    /// <summary>When a task is final its log is complete: its outcome waits, in its slot, until its last lines are with the store.</summary>
    private bool SettleAfterLog(RunningTask task, FinishedStart start) => task.CloseLog(() => PutDown(task, start));

    private void PutDown(RunningTask task, FinishedStart start)
    {
        finished.Enqueue(start);
        Release(task);
        changed();
    }

    private bool Abandon(RunningTask task, Func<FinishedStart>? outcome = null)
    {
        (bool first, bool keepsThread) = task.Abandon();
        if (keepsThread)
        {
            workers.WriteOff();
        }

        if (first && outcome is not null)
        {
            Settle(task, outcome());
        }
        else if (first)
        {
            task.DiscardLog();
            Release(task);
            changed();
        }

        return first;
    }

    /// <summary>What is told from now on is held no more, although the thread that put it down may not have come as far as <see cref="Release"/>.</summary>
    private void Forget(FinishedStart start)
    {
        if (running.TryGetValue(start.Id, out RunningTask? task) && task.Starts == start.Starts)
        {
            running.TryRemove(KeyValuePair.Create(start.Id, task));
        }
    }

    // Called once for each task, by whoever put down its outcome first; a later start of it may have its key by then.
    private void Release(RunningTask task)
    {
        running.TryRemove(KeyValuePair.Create(task.TaskId, task));
        Interlocked.Decrement(ref inUse);
    }
}
