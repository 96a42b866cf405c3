using System.Text;
using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>The log of one attempt on its way to the store: numbers the lines, masks secrets, and keeps what waits for the shipper. Thread-safe.</summary>
/// <remarks>
/// What outruns the shipper is dropped in the middle: the first and the last lines that wait stay, and the numbers of the others are missing in
/// the store. States: open; closed (the attempt's outcome is there: no more lines are taken, and what waits is shipped); discarded.
/// </remarks>
internal sealed class TaskLog(LogShipper shipper, RunningTask attempt) : ITaskLog
{
    private readonly Lock gate = new();
    private readonly List<LogChunk> waiting = [];
    private LineAssembler? output;
    private LineAssembler? error;
    private Action? then;
    private long waitingBytes;
    private long nextLine = 1;
    private long offset;
    private long lastMs;
    private long appends;
    private int underWay;
    private bool queued;
    private bool closed;
    private bool watched; // by the shipper, for lines that have not ended

    /// <summary>Whether what a task prints is kept, and not shown on the runner's console.</summary>
    public bool HidesConsole => !shipper.ForwardsConsole;

    public void Append(LogLevel level, LogSource source, string text, bool incomplete = false)
    {
        if (level < shipper.MinimumLevel || level >= LogLevel.None)
        {
            return;
        }

        text = LogLine.Fit(attempt.Secrets.Apply(text));
        int bytes = Encoding.UTF8.GetByteCount(text);
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            Add_NeedsLock(level, source, text, bytes, incomplete);
            if (queued)
            {
                return;
            }

            queued = true;
        }

        shipper.Ready(this);
    }

    public void Write(LogSource source, ReadOnlySpan<char> piece)
    {
        LineAssembler? lines = source == LogSource.Error ? Volatile.Read(ref error) : Volatile.Read(ref output);
        if (lines is null)
        {
            lines = new LineAssembler((text, incomplete) => Append(LineAssembler.LevelOf(source), source, text, incomplete), () => attempt.Secrets);
            ref LineAssembler? place = ref source == LogSource.Error ? ref error : ref output;
            lines = Interlocked.CompareExchange(ref place, lines, null) ?? lines;
        }

        lines.Add(piece);
        if (lines.DueIn is not null && !Interlocked.Exchange(ref watched, true))
        {
            shipper.Begun(this);
        }
    }

    /// <summary>Adds lines that have stood without an end for a while; false if there is nothing more to wait for.</summary>
    public bool GiveDue()
    {
        LineAssembler? o = Volatile.Read(ref output), e = Volatile.Read(ref error);
        o?.GiveDue();
        e?.GiveDue();
        Volatile.Write(ref watched, false);
        return (o?.DueIn is not null || e?.DueIn is not null) && !Volatile.Read(ref closed) && !Interlocked.Exchange(ref watched, true);
    }

    /// <summary>Takes no more lines. Where some are still to be shipped, calls <paramref name="after"/> when that is done, and says so.</summary>
    public bool Close(Action after)
    {
        output?.End();
        error?.End();
        lock (gate)
        {
            closed = true;
            if ((waiting.Count == 0 && underWay == 0) || shipper.IsStuck)
            {
                return false;
            }

            then = after;
        }

        shipper.Closing(this);
        return true;
    }

    /// <summary>Takes no more lines, and drops those that wait: the claim is lost.</summary>
    public void Discard()
    {
        lock (gate)
        {
            closed = true;
            Drop_NeedsLock(0, waiting.Count);
        }
    }

    /// <summary>Hands what waits to the shipper, up to a number of bytes; whether something still waits.</summary>
    public bool Take(long most, LogRound round)
    {
        lock (gate)
        {
            int count = 0;
            for (long bytes = 0; count < waiting.Count && (bytes < most || count == 0); count++)
            {
                LogChunk chunk = waiting[count];
                bytes += chunk.Length;
                round.Add(this, chunk, chunk.For(attempt.TaskId, attempt.Starts, ++appends));
                Account_NeedsLock(-chunk.Length);
            }

            waiting.RemoveRange(0, count);
            underWay += count;
            queued = waiting.Count > 0;
            return queued;
        }
    }

    /// <summary>What was taken is with the store, or given up: the outcome that waited for it, if all is.</summary>
    public Action? Shipped()
    {
        lock (gate)
        {
            underWay = 0;
            return waiting.Count == 0 ? TakeThen_NeedsLock() : null;
        }
    }

    /// <summary>The outcome waits no longer, whatever is still to be shipped.</summary>
    public Action? GiveUp()
    {
        lock (gate)
        {
            return TakeThen_NeedsLock();
        }
    }

    private void Add_NeedsLock(LogLevel level, LogSource source, string text, int textBytes, bool incomplete)
    {
        lastMs = Math.Max(lastMs, shipper.NowMs);
        LogChunk? chunk = waiting.Count > 0 ? waiting[^1] : null;
        if (chunk is null || !chunk.HasRoom(LogPacking.HeadBytes + textBytes))
        {
            chunk = new LogChunk(nextLine, offset, lastMs);
            waiting.Add(chunk);
        }

        int before = chunk.Length;
        chunk.Add(lastMs, level, source, text, textBytes, incomplete);
        nextLine++;
        offset += chunk.Length - before;
        Account_NeedsLock(chunk.Length - before);
        long most = shipper.Room;
        while (waitingBytes > most && waiting.Count > 2)
        {
            DropMiddle_NeedsLock(most / 2);
        }
    }

    /// <summary>Drops the oldest chunk behind the first ones that are kept.</summary>
    private void DropMiddle_NeedsLock(long head)
    {
        int at = 0;
        for (long bytes = waiting[0].Length; bytes <= head && at < waiting.Count - 2; bytes += waiting[at].Length)
        {
            at++;
        }

        Drop_NeedsLock(at, 1);
    }

    private void Drop_NeedsLock(int at, int count)
    {
        foreach (LogChunk chunk in waiting.GetRange(at, count))
        {
            Account_NeedsLock(-chunk.Length);
            chunk.Free();
        }

        waiting.RemoveRange(at, count);
    }

    private void Account_NeedsLock(int bytes)
    {
        waitingBytes += bytes;
        shipper.Account(bytes);
    }

    private Action? TakeThen_NeedsLock()
    {
        Action? taken = then;
        then = null;
        return taken;
    }
}
