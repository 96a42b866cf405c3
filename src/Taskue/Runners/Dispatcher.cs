using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>The one loop of a runner that speaks of tasks to the store: takes results there, brings claims back, one call at a time.</summary>
/// <remarks>
/// It has a thread of its own and blocks it, so that neither a starved thread pool nor a blocking task can stop it. With little to do it
/// calls at once; under load, what ends during a call makes the next batch. Calls are numbered, and a call without an answer is repeated
/// with its number until there is one: see exchange.lua. States: running; paused and stopping (takes no more); gone (declared dead).
/// </remarks>
internal sealed class Dispatcher : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(1);

    private readonly IStore store;
    private readonly RunnerKeys runner;
    private readonly RunnerOptions options;
    private readonly TaskHost host;
    private readonly ILogger log;
    private readonly BlockingConnection? connection;
    private readonly WorkerPool workers;
    private readonly ConcurrentDictionary<string, RunningTask> running = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FinishedStart> finished = new();
    private readonly ConcurrentQueue<(string Queue, string Id)> adoptable = new();
    private readonly AutoResetEvent signal = new(false);
    private readonly TaskCompletionSource<ExchangeCode> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int inUse;
    private int waiting;
    private long lastTurn = Stopwatch.GetTimestamp();
    private long lastWatch;
    private long number;
    private bool lost;
    private volatile bool woken;
    private volatile bool stopping;
    private volatile bool paused;
    private volatile bool quit;

    public Dispatcher(
        IStore store, RunnerKeys runner, RunnerOptions options, TaskHost host, ILogger log, BlockingConnection? connection = null)
    {
        this.store = store;
        this.runner = runner;
        this.options = options;
        this.host = host;
        this.log = log;
        this.connection = connection;
        workers = new WorkerPool("taskue " + runner.Name + " worker", options.Concurrency);
        host.Settled = Settle;
    }

    /// <summary>Ends when the loop has: Ok after <see cref="Quit"/>, Gone when the runner was declared dead.</summary>
    public Task<ExchangeCode> Ended => ended.Task;

    /// <summary>Ends when a stopping runner runs nothing any more, and every result is with the store.</summary>
    public Task Empty => empty.Task;

    public int Running => Volatile.Read(ref inUse);

    /// <summary>Workflows wait to be moved on; called on the dispatch thread.</summary>
    public Action Advance { get; set; } = static () => { };

    /// <summary>An operator's command; called on the dispatch thread.</summary>
    public Action<RunnerCommand> Commanded { get; set; } = static _ => { };

    /// <summary>How long ago the loop turned last.</summary>
    public TimeSpan StoodStill => Stopwatch.GetElapsedTime(Volatile.Read(ref lastTurn));

    public void Start() => new Thread(Run) { IsBackground = true, Name = "taskue " + runner.Name + " dispatch" }.Start();

    /// <summary>Something may be there for this runner: call now.</summary>
    public void Wake()
    {
        woken = true;
        Signal();
    }

    public void Pause(bool on)
    {
        if (paused != on)
        {
            paused = on;
            Wake();
        }
    }

    /// <summary>Takes no more tasks; <see cref="Empty"/> ends when the last one is done.</summary>
    public void StopClaiming()
    {
        stopping = true;
        Wake();
    }

    /// <summary>Gives back what is still running, uncharged. What the bodies do from now on changes nothing.</summary>
    public int HandBack()
    {
        int count = 0;
        foreach (RunningTask task in running.Values)
        {
            count += Abandon(task, () => task.Finished(Ending.HandedBack, "", default, null)) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Held tasks that this runner knows how to run: taken, as far as slots are free, with the next call.</summary>
    public void Adopt(IEnumerable<(string Queue, string Id)> tasks)
    {
        foreach ((string Queue, string Id) task in tasks)
        {
            adoptable.Enqueue(task);
        }

        Wake();
    }

    /// <summary>Discards everything: the claims are not this runner's any more.</summary>
    public int Discard()
    {
        int count = 0;
        foreach (RunningTask task in running.Values)
        {
            count += Abandon(task) ? 1 : 0;
        }

        return count + finished.Count;
    }

    public void Quit()
    {
        quit = true;
        Signal();
    }

    public void Dispose()
    {
        Quit();
        workers.Dispose();
    }

    private void Run()
    {
        var code = ExchangeCode.Ok;
        try
        {
            while (!quit && code == ExchangeCode.Ok)
            {
                Volatile.Write(ref lastTurn, Stopwatch.GetTimestamp());
                code = Turn();
            }
        }
        catch (Exception fault)
        {
            RunnerLog.Unexpected(log, runner.Name, fault);
            ended.TrySetException(fault);
        }
        finally
        {
            connection?.Dispose();
            ended.TrySetResult(code);
            empty.TrySetResult();
        }
    }

    private ExchangeCode Turn()
    {
        bool taking = !stopping && !paused;
        int free = taking ? Math.Max(0, options.Concurrency - Running) : 0;
        var call = new Exchange
        {
            Number = ++number,
            Free = Math.Min(free, Limits.Batch),
            DefaultTimeout = options.TaskTimeout,
            Strict = options.StrictQueueOrder,
            Park = taking,
            Finished = Gather(),
            Adopt = GatherAdoptable(free),
        };
        woken = false;
        ExchangeReply? reply = Repeat(call);
        if (reply is null)
        {
            return ExchangeCode.Ok; // told to quit while Redis was away
        }

        if (reply.Code == ExchangeCode.Gone)
        {
            return ExchangeCode.Gone;
        }

        foreach (string refused in reply.Refused)
        {
            RunnerLog.ResultRefused(log, refused);
        }

        Begin(reply.Claims);
        if (Stopwatch.GetElapsedTime(lastWatch) >= WatchInterval)
        {
            Watch();
        }

        if (reply.Advancing)
        {
            Advance();
        }

        Commanded(reply.Command);
        bool parked = taking && reply.Claims.Count < free;
        if (stopping && Running == 0 && finished.IsEmpty)
        {
            empty.TrySetResult();
        }

        Await(parked || Running == options.Concurrency || !taking);
        return ExchangeCode.Ok;
    }

    /// <summary>Waits until there is something to say or to ask.</summary>
    /// <param name="nothingToAsk">No slot is free, or the store has nothing and will wake this runner.</param>
    private void Await(bool nothingToAsk)
    {
        if (!nothingToAsk)
        {
            return;
        }

        long asleep = Stopwatch.GetTimestamp();
        while (!quit && finished.IsEmpty && !woken)
        {
            TimeSpan left = options.PollInterval - Stopwatch.GetElapsedTime(asleep);
            if (left <= TimeSpan.Zero && (Running < options.Concurrency || stopping))
            {
                return; // a wake-up may have been lost
            }

            TimeSpan wait = workers.HasBacklog ? Moment : Running > 0 ? WatchInterval : left;
            Volatile.Write(ref waiting, 1);
            if (finished.IsEmpty && !woken && !quit)
            {
                signal.WaitOne(wait > TimeSpan.Zero ? wait : WatchInterval);
            }

            Volatile.Write(ref waiting, 0);
            Volatile.Write(ref lastTurn, Stopwatch.GetTimestamp());
            if (workers.HasBacklog)
            {
                workers.Grow();
            }

            if (Stopwatch.GetElapsedTime(lastWatch) >= WatchInterval)
            {
                Watch();
            }
        }
    }

    /// <summary>Fires the tokens of tasks past their timeout, and frees the slots of those whose grace is over too.</summary>
    private void Watch()
    {
        lastWatch = Stopwatch.GetTimestamp();
        workers.Grow();
        foreach (RunningTask task in running.Values)
        {
            TimeSpan time = Stopwatch.GetElapsedTime(task.StartedTicks);
            if (task.Timeout == Timeout.InfiniteTimeSpan || time < task.Timeout)
            {
                continue;
            }

            if (!task.HasTimedOut)
            {
                task.FireTimeout();
            }
            else if (time >= task.Timeout + options.TimeoutGrace && Abandon(task, task.TimedOutStart))
            {
                RunnerLog.Abandoned(log, task.TaskId);
            }
        }
    }

    private ExchangeReply? Repeat(Exchange call)
    {
        TimeSpan backoff = TimeSpan.FromMilliseconds(50);
        while (!quit)
        {
            try
            {
                ExchangeReply reply = store.Exchange(runner, call, connection);
                if (lost)
                {
                    lost = false;
                    RunnerLog.RedisBack(log, runner.Name);
                }

                if (reply.Code != ExchangeCode.Behind)
                {
                    return reply;
                }

                if (!Resync(call))
                {
                    return new ExchangeReply(ExchangeCode.Gone);
                }
            }
            catch (StoreException fault)
            {
                if (!lost)
                {
                    lost = true;
                    RunnerLog.RedisLost(log, runner.Name, fault);
                }

                Volatile.Write(ref lastTurn, Stopwatch.GetTimestamp());
                signal.WaitOne(backoff);
                Watch();
                backoff = backoff * 2 < LongestBackoff ? backoff * 2 : LongestBackoff;
            }
        }

        return null;
    }

    /// <summary>The store has seen other calls than this runner has made: names what is held, and drops what is not held any more.</summary>
    private bool Resync(Exchange call)
    {
        // What runs is read before what has finished: a task that settles meanwhile stands in both, and not in neither.
        (string, long)[] runs = [.. running.Values.Select(task => (task.TaskId, task.Starts))];
        List<(string Id, long Starts)> held = [.. runs.Concat(finished.Concat(call.Finished).Select(start => (start.Id, start.Starts))).Distinct()];
        if (store.Resync(runner, call.Number - 1, held, connection) is not { } gone)
        {
            return false;
        }

        foreach (string id in gone)
        {
            if (running.TryGetValue(id, out RunningTask? task))
            {
                Abandon(task);
                RunnerLog.ResultRefused(log, id);
            }
        }

        return true;
    }

    private void Begin(IReadOnlyList<ClaimedTask> claims)
    {
        if (claims.Count == 0)
        {
            return;
        }

        var begun = new RunningTask[claims.Count];
        for (int i = 0; i < begun.Length; i++)
        {
            begun[i] = new RunningTask(host, claims[i]);
            running[begun[i].TaskId] = begun[i];
        }

        Interlocked.Add(ref inUse, begun.Length);
        workers.Add(begun);
    }

    private void Settle(RunningTask task, FinishedStart start)
    {
        // Told before its slot is free: the store never holds more for this runner than it has slots.
        finished.Enqueue(start);
        Release(task);
        Signal();
    }

    /// <summary>Frees a task's slot although its body may go on; its outcome, if any, is told before, as <see cref="Settle"/> does.</summary>
    private bool Abandon(RunningTask task, Func<FinishedStart>? outcome = null)
    {
        (bool first, bool keepsThread) = task.Abandon();
        if (keepsThread)
        {
            workers.WriteOff();
        }

        if (first)
        {
            if (outcome is not null)
            {
                finished.Enqueue(outcome());
            }

            Release(task);
            Signal();
        }

        return first;
    }

    private void Release(RunningTask task)
    {
        if (running.TryRemove(KeyValuePair.Create(task.TaskId, task)))
        {
            Interlocked.Decrement(ref inUse);
        }
    }

    private void Signal()
    {
        if (Interlocked.Exchange(ref waiting, 0) == 1 || quit || woken)
        {
            signal.Set();
        }
    }

    private List<FinishedStart> Gather()
    {
        var batch = new List<FinishedStart>(Math.Min(finished.Count, Limits.Batch));
        while (batch.Count < Limits.Batch && finished.TryDequeue(out FinishedStart start))
        {
            batch.Add(start);
        }

        return batch;
    }

    private List<(string Queue, string Id)> GatherAdoptable(int free)
    {
        var batch = new List<(string Queue, string Id)>();
        while (batch.Count < free && adoptable.TryDequeue(out (string Queue, string Id) task))
        {
            batch.Add(task);
        }

        return batch;
    }
}
