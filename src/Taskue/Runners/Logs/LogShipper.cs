using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>Brings the logs of a runner's tasks to the store, beside the work: many tasks' lines in one call, one call at a time.</summary>
/// <remarks>
/// It has a thread and a connection of its own, both made when the first line is there: a runner whose tasks write nothing has neither.
/// Lines are gathered for <see cref="Linger"/>; those of an attempt that has ended go at once, since its outcome waits for them. Bounded: in bytes
/// that wait, in bytes an attempt and a second. A call without an answer is repeated as it was. Where the store takes no lines although it can
/// be reached otherwise, outcomes wait for them no longer than <see cref="Patience"/>.
/// </remarks>
internal sealed class LogShipper : IDisposable
{
    /// <summary>How long lines are gathered.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);

    /// <summary>How long outcomes wait for a store that takes no lines.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How often lines are looked at that have not ended.</summary>
    private static readonly TimeSpan Look = LineAssembler.Patience / 4;

    private static readonly TimeSpan ShortestBackoff = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(1);

    private const int CallBytes = 1024 * 1024; // in one call
    private const int RoundBytes = 64 * 1024; // of one attempt that goes on, in one round
    private const int BytesPerSecond = 16 * 1024 * 1024;
    private const long BufferBytes = 32 * 1024 * 1024; // that wait, of all attempts
    private const int CrowdedBytes = 64 * 1024; // that may wait of one attempt when the buffer is full

    private readonly IStore store;
    private readonly RunnerKeys runner;
    private readonly LogLimits limits;
    private readonly ServerClock clock;
    private readonly ILogger log;
    private readonly Func<BlockingConnection?> connect;
    private readonly object gate = new();
    private readonly Queue<TaskLog> open = new();
    private readonly Queue<TaskLog> closing = new();
    private readonly List<TaskLog> begun = []; // with a line that has not ended
    private Thread? thread;
    private BlockingConnection? connection;
    private long openSince;
    private long looked; // at those in begun
    private long notBefore;
    private long buffered;
    private volatile bool stuck;
    private volatile bool quit;
    private bool lossTold;

    public LogShipper(
        IStore store, RunnerKeys runner, RunnerOptions options, ServerClock clock, ILogger log, Func<BlockingConnection?> connect)
    {
        this.store = store;
        this.runner = runner;
        this.clock = clock;
        this.log = log;
        this.connect = connect;
        limits = new LogLimits(options.MaxLogBytes, options.MaxLogLines);
        MinimumLevel = options.MinimumLogLevel;
        ForwardsConsole = options.ForwardConsole;
    }

    public LogLevel MinimumLevel { get; }

    public bool ForwardsConsole { get; }

    /// <summary>Whether the store cannot be reached for anything: then outcomes wait anyway.</summary>
    public Func<bool> StoreAway { get; set; } = static () => false;

    /// <summary>Whether the store has taken no lines for so long that outcomes do not wait for them.</summary>
    public bool IsStuck => stuck;

    public long NowMs => clock.NowMs;

    /// <summary>How many bytes may wait of one attempt now.</summary>
    public long Room => Interlocked.Read(ref buffered) > BufferBytes ? CrowdedBytes : limits.Bytes;

    public void Account(int bytes) => Interlocked.Add(ref buffered, bytes);

    /// <summary>An attempt has lines to ship.</summary>
    public void Ready(TaskLog one)
    {
        lock (gate)
        {
            if (quit)
            {
                return;
            }

            if (open.Count == 0)
            {
                openSince = Stopwatch.GetTimestamp();
            }

            open.Enqueue(one);
            Wake_NeedsLock();
        }
    }

    /// <summary>An attempt has a line that has not ended.</summary>
    public void Begun(TaskLog one)
    {
        lock (gate)
        {
            if (!quit)
            {
                begun.Add(one);
                Wake_NeedsLock();
            }
        }
    }

    /// <summary>An attempt has ended, and its outcome waits for its lines.</summary>
    public void Closing(TaskLog one)
    {
        lock (gate)
        {
            if (!quit)
            {
                closing.Enqueue(one);
                Wake_NeedsLock();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            stuck = quit = true;
            Monitor.PulseAll(gate);
        }
    }

    private void Wake_NeedsLock()
    {
        if (thread is null)
        {
            thread = new Thread(Run) { IsBackground = true, Name = "taskue " + runner.Name + " logs" };
            thread.UnsafeStart(); // it is no part of the task that happens to write first
        }

        Monitor.Pulse(gate);
    }

    private void Run()
    {
        connection = connect();
        var round = new LogRound();
        while (Await())
        {
            try
            {
                LookAtBegun();
                Gather(round);
                Ship(round);
            }
            catch (Exception fault)
            {
                // Lines are lost, and outcomes must not wait for them; those that come later are shipped.
                RunnerLog.Unexpected(log, runner.Name, fault);
                Release(round);
            }

            round.Clear();
        }

        connection?.Dispose();
    }

    /// <summary>Waits until there is something to ship, as soon as it may be; false when the runner ends.</summary>
    private bool Await()
    {
        lock (gate)
        {
            while (!quit)
            {
                TimeSpan look = begun.Count == 0 ? Timeout.InfiniteTimeSpan : Look - Stopwatch.GetElapsedTime(looked);
                if (begun.Count > 0 && look <= TimeSpan.Zero)
                {
                    return true;
                }

                if (open.Count == 0 && closing.Count == 0)
                {
                    Monitor.Wait(gate, look);
                    continue;
                }

                TimeSpan rest = closing.Count > 0 ? TimeSpan.Zero : Linger - Stopwatch.GetElapsedTime(openSince);
                TimeSpan pause = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), notBefore);
                rest = pause > rest ? pause : rest;
                if (rest <= TimeSpan.Zero)
                {
                    return true;
                }

                Monitor.Wait(gate, rest + TimeSpan.FromMilliseconds(1));
            }

            return false;
        }
    }

    /// <summary>Without the lock: those that are due come back as lines to ship.</summary>
    private void LookAtBegun()
    {
        TaskLog[] all;
        lock (gate)
        {
            if (Stopwatch.GetElapsedTime(looked) < Look)
            {
                return;
            }

            looked = Stopwatch.GetTimestamp();
            all = [.. begun];
            begun.Clear();
        }

        TaskLog[] left = Array.FindAll(all, static one => one.GiveDue());
        lock (gate)
        {
            begun.AddRange(left);
        }
    }

    private void Gather(LogRound round)
    {
        lock (gate)
        {
            Take(closing, CallBytes);
            if (Stopwatch.GetElapsedTime(openSince) >= Linger)
            {
                Take(open, RoundBytes);
                openSince = Stopwatch.GetTimestamp();
            }
        }

        void Take(Queue<TaskLog> from, long most)
        {
            for (int left = from.Count; left > 0 && round.Bytes < CallBytes && round.Appends.Count < Limits.Batch - 1; left--)
            {
                TaskLog one = from.Dequeue();
                round.Logs.Add(one);
                if (one.Take(Math.Min(most, CallBytes - round.Bytes), round))
                {
                    from.Enqueue(one);
                }
            }
        }
    }

    private void Ship(LogRound round)
    {
        if (round.Appends.Count > 0)
        {
            notBefore = Stopwatch.GetTimestamp() + (Stopwatch.Frequency * round.Bytes / BytesPerSecond);
            Send(round);
        }

        foreach (TaskLog one in round.Logs)
        {
            one.Shipped()?.Invoke();
        }
    }

    private void Send(LogRound round)
    {
        bool lost = false;
        TimeSpan backoff = ShortestBackoff;
        long? failing = null; // since when: a thread that was frozen in its call has tried once, and not for so long
        while (!quit)
        {
            try
            {
                foreach (int refused in store.AppendLogs(runner.Incarnation, round.Appends, limits, lost, connection))
                {
                    round.Owners[refused].Discard(); // the claim is not this runner's any more
                }

                stuck = false;
                lossTold = lossTold && lost;
                return;
            }
            catch (StoreException full) when (full.Code == ErrorCodes.StoreFull && !lost)
            {
                lost = true;
                TellLoss(full);
            }
            catch (StoreException fault)
            {
                failing = StoreAway() ? null : failing ?? Stopwatch.GetTimestamp();
                if (failing is { } since && Stopwatch.GetElapsedTime(since) > Patience)
                {
                    stuck = true;
                    TellLoss(fault);
                    Release(round);
                    if (!fault.IsTransient)
                    {
                        return; // the store does not want these lines; it may want the next ones
                    }
                }

                lock (gate)
                {
                    if (!quit)
                    {
                        Monitor.Wait(gate, backoff);
                    }
                }

                backoff = backoff * 2 < LongestBackoff ? backoff * 2 : LongestBackoff;
            }
        }
    }

    /// <summary>Lets the outcomes go that wait for lines.</summary>
    private void Release(LogRound round)
    {
        TaskLog[] all;
        lock (gate)
        {
            all = [.. round.Logs, .. closing];
        }

        foreach (TaskLog one in all)
        {
            one.GiveUp()?.Invoke();
        }
    }

    private void TellLoss(Exception fault)
    {
        if (!lossTold)
        {
            lossTold = true;
            RunnerLog.LogsLost(log, runner.Name, fault);
        }
    }
}
