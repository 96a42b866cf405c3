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
    private static readonly TimeSpan ShortestBackoff = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(1);

    private readonly IStore store;
    private readonly RunnerKeys runner;
    private readonly RunnerOptions options;
    private readonly StoreWatch watch;
    private readonly ILogger log;
    private readonly BlockingConnection? connection;
    private readonly Slots slots;
    private readonly ConcurrentQueue<(string Queue, string Id)> adoptable = new();
    private readonly AvoidedQueues avoided = new();
    private readonly AutoResetEvent signal = new(false);
    private readonly TaskCompletionSource<ExchangeCode> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<ClaimedTask> claimed = []; // of the last reply, and not begun yet
    private IReadOnlyList<FinishedStart> refused = []; // of the call that was answered by the runner's death
    private int waiting;
    private long lastTurn = Stopwatch.GetTimestamp();
    private long number;
    private volatile bool woken;
    private volatile bool stopping;
    private volatile bool paused;
    private volatile bool handsBack;
    private volatile bool quit;
    private volatile bool telling; // outcomes are under way to the store

    public Dispatcher(
        IStore store, RunnerKeys runner, RunnerOptions options, TaskHost host, StoreWatch watch, ILogger log, BlockingConnection? connection = null)
    {
        this.watch = watch;
        this.store = store;
        this.runner = runner;
        this.options = options;
        this.log = log;
        this.connection = connection;
        slots = new Slots(host, "taskue " + runner.Name + " worker", Signal, log);
    }

    /// <summary>Ends when the loop has: Ok after <see cref="Quit"/>, Gone when the runner was declared dead.</summary>
    public Task<ExchangeCode> Ended => ended.Task;

    /// <summary>Ends when a stopping runner runs nothing any more, and every result is with the store.</summary>
    public Task Empty => empty.Task;

    public int Running => slots.Running;

    /// <summary>Whether nothing runs here, and no outcome is to be told.</summary>
    public bool HoldsNothing => Running == 0 && !slots.HasFinished && !telling; // in this order: an outcome is put down before its slot is free

    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    private int Free => Math.Max(0, slots.Free - claimed.Count);

    /// <summary>Workflows wait to be moved on; called on the dispatch thread.</summary>
    public Action Advance { get; set; } = static () => { };

    /// <summary>All held tasks of a queue that this runner was to take are taken: there may be more. Called on the dispatch thread.</summary>
    public Action<string> AdoptedAll { get; set; } = static _ => { };

    /// <summary>How many held tasks are to be taken when slots are free.</summary>
    public int Adoptable => adoptable.Count;

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

    /// <summary>Gives back what is still running, uncharged, and what a call under way may still bring. What the bodies do from now on changes nothing.</summary>
    public int HandBack()
    {
        handsBack = true;
        return slots.HandBack();
    }

    /// <summary>Discards everything, after the end: the claims are not this runner's any more. How many there were.</summary>
    public int Discard() => slots.Discard(refused);

    /// <summary>Held tasks that this runner knows how to run: taken, as far as slots are free, with the next call.</summary>
    public void Adopt(IEnumerable<(string Queue, string Id)> tasks)
    {
        foreach ((string Queue, string Id) task in tasks)
        {
            adoptable.Enqueue(task);
        }

        Wake();
    }

    public void Quit()
    {
        quit = true;
        Signal();
    }

    public void Dispose()
    {
        Quit();
        slots.Dispose();
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
        (IReadOnlyList<string> left, bool tries) = avoided.At(Now);
        int free = !taking ? 0 : tries ? Math.Min(Free, 1) : Free;
        telling = true;
        var call = new Exchange
        {
            Number = ++number,
            Free = Math.Min(free, Limits.Batch),
            DefaultTimeout = options.TaskTimeout,
            Strict = options.StrictQueueOrder,
            Park = taking && !tries, // parked, it would be woken for a queue that the next call avoids
            Finished = slots.Gather(),
            Adopt = GatherAdoptable(free),
            Avoided = left,
        };
        telling = call.Finished.Count > 0;
        woken = false;
        ExchangeReply? reply = Repeat(call);
        if (reply is null)
        {
            return ExchangeCode.Ok; // told to quit while Redis was away
        }

        telling = false;
        if (reply.Code == ExchangeCode.Gone)
        {
            refused = call.Finished;
            return ExchangeCode.Gone;
        }

        foreach (string late in reply.Refused)
        {
            RunnerLog.ResultRefused(log, late);
        }

        claimed = reply.Claims;
        Avoid(reply, tries);
        if (call.Adopt.Count > 0 && adoptable.IsEmpty)
        {
            AdoptedAll(call.Adopt[^1].Queue);
        }

        slots.Watch(); // under load there may be no moment to wait in
        if (reply.Advancing)
        {
            Advance();
        }

        Commanded(reply.Command);
        // A reply full of large payloads may have left tasks behind although slots are free.
        bool parked = call.Park && reply.Claims.Count < free && reply.Claims.Sum(claim => (long)claim.LargePayload.Length) < Limits.BatchBytes;
        bool nothingToAsk = parked || Free == 0 || !taking;
        if (nothingToAsk && !slots.HasFinished && !woken)
        {
            BeginClaimed();
            EndIfEmpty();
            Await();
        }

        return ExchangeCode.Ok;
    }

    private void Avoid(ExchangeReply reply, bool tries)
    {
        foreach (UnableQueue queue in reply.Unable)
        {
            avoided.CannotRun(queue.Name, queue.OthersTake, Now);
        }

        if (!tries)
        {
            return;
        }

        foreach (SpecRecord spec in reply.Claims.Select(claim => claim.ReadSpec()).OfType<SpecRecord>().Where(slots.CanRun))
        {
            avoided.CanRun(spec.Queue);
        }
    }

    /// <summary>Under load the next call goes out first, and Redis works on it while these are begun.</summary>
    private void BeginClaimed()
    {
        IReadOnlyList<ClaimedTask> claims = empty.Task.IsCompleted ? [] : claimed; // what comes later goes back when the runner leaves
        claimed = [];
        slots.Begin(claims);
        if (handsBack)
        {
            slots.HandBack();
        }
    }

    /// <summary>Waits until there is something to say or to ask: no slot is free, or the store has nothing and will wake this runner.</summary>
    private void Await()
    {
        long asleep = Stopwatch.GetTimestamp();
        while (!quit && !slots.HasFinished && !woken)
        {
            TimeSpan left = options.PollInterval - Stopwatch.GetElapsedTime(asleep);
            left = avoided.Rest(Now) is { } rest && rest < left ? rest : left;
            if (left <= TimeSpan.Zero && (slots.Free > 0 || stopping))
            {
                return; // a wake-up may have been lost
            }

            TimeSpan pause = slots.Rest(left > TimeSpan.Zero ? left : options.PollInterval);
            Volatile.Write(ref waiting, 1);
            if (!slots.HasFinished && !woken && !quit)
            {
                signal.WaitOne(pause);
            }

            Volatile.Write(ref waiting, 0);
            Volatile.Write(ref lastTurn, Stopwatch.GetTimestamp());
            slots.Watch();
        }
    }

    private ExchangeReply? Repeat(Exchange call)
    {
        TimeSpan backoff = ShortestBackoff;
        while (!quit)
        {
            try
            {
                ExchangeReply reply = store.Exchange(runner, call, connection, BeginClaimed);
                watch.Answered();
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
                BeginClaimed(); // the call did not get as far
                watch.Failed(fault);
                EndIfEmpty(); // a runner that holds nothing does not wait for the store

                Volatile.Write(ref lastTurn, Stopwatch.GetTimestamp());
                signal.WaitOne(backoff);
                slots.Watch();
                backoff = backoff * 2 < LongestBackoff ? backoff * 2 : LongestBackoff;
            }
        }

        return null;
    }

    private void EndIfEmpty()
    {
        if (stopping && HoldsNothing)
        {
            empty.TrySetResult();
        }
    }

    /// <summary>The store has seen other calls than this runner has made: names what is held, and drops what is not held any more.</summary>
    private bool Resync(Exchange call)
    {
        if (store.Resync(runner, call.Number - 1, slots.Held(call.Finished), connection) is not { } gone)
        {
            return false;
        }

        foreach (string id in gone)
        {
            slots.Drop(id);
        }

        return true;
    }

    private void Signal()
    {
        if (Interlocked.Exchange(ref waiting, 0) == 1 || quit || woken)
        {
            signal.Set();
        }
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
