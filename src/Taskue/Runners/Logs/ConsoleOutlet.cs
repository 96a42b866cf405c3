using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Taskue;

/// <summary>The console's writer that stood before ours. Text reaches it in order, and nobody waits for its lock.</summary>
/// <remarks>
/// On Unix .NET's own writer, with its lock held, takes the lock of whatever <see cref="Console.Out"/> is at that moment: ours, which our callers hold. If they
/// waited for the other lock, they and a logger that has kept the writer from before (as that of Microsoft.Extensions.Logging does) would wait for each
/// other for ever. Where the lock is taken, the text is left to a thread that holds none. Thread-safe.
/// </remarks>
[SuppressMessage("Reliability", "MA0064", Justification = "The lock is the writer itself: that of the synchronized writer that Console.Out is.")]
internal sealed class ConsoleOutlet(TextWriter before)
{
    private readonly string newLine = before.NewLine; // asking for it takes the lock
    private readonly ConcurrentQueue<string> left = new();
    private bool waits; // a thread of the pool, for the lock

    public void Write(ReadOnlySpan<char> text)
    {
        if (!Monitor.TryEnter(before))
        {
            Leave(text.ToString());
            return;
        }

        try
        {
            WriteLeft_NeedsLock();
            before.Write(text);
        }
        finally
        {
            Monitor.Exit(before);
        }
    }

    /// <summary>In one piece, so that lines that are written at once do not mix.</summary>
    public void WriteLine(string? text)
    {
        if (!Monitor.TryEnter(before))
        {
            Leave(text + newLine);
            return;
        }

        try
        {
            WriteLeft_NeedsLock();
            before.WriteLine(text);
        }
        finally
        {
            Monitor.Exit(before);
        }
    }

    public void Flush()
    {
        if (!Monitor.TryEnter(before))
        {
            return; // who has the lock writes, and what is left is written after it
        }

        try
        {
            WriteLeft_NeedsLock();
            before.Flush();
        }
        finally
        {
            Monitor.Exit(before);
        }
    }

    /// <summary>Writes what was left, if the lock can be had in time. Not for those who hold the lock of our writer.</summary>
    public void Drain(TimeSpan patience)
    {
        if (!Monitor.TryEnter(before, patience))
        {
            return;
        }

        try
        {
            Volatile.Write(ref waits, false);
            using (Passing.Begin())
            {
                WriteLeft_NeedsLock();
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // The console is gone, and there is nobody to be told.
        }
        finally
        {
            Monitor.Exit(before);
        }
    }

    /// <summary>To be written by whoever has the lock next; by a thread of the pool, if nobody else comes.</summary>
    private void Leave(string text)
    {
        left.Enqueue(text);
        if (!Interlocked.Exchange(ref waits, true))
        {
            ThreadPool.UnsafeQueueUserWorkItem(static outlet => outlet.Drain(Timeout.InfiniteTimeSpan), this, preferLocal: false);
        }
    }

    private void WriteLeft_NeedsLock()
    {
        while (left.TryDequeue(out string? text))
        {
            before.Write(text);
        }
    }
}
