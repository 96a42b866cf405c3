using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Taskue;

/// <summary>The console's writer that stood before ours. Text reaches it in order, and nobody waits for its lock.</summary>
/// <remarks>
/// On Unix .NET's own writer, with its lock held, takes the lock of whatever <see cref="Console.Out"/> is at that moment: ours, which our callers hold. If they
/// waited for the other lock, they and a logger that has kept the writer from before (as that of Microsoft.Extensions.Logging does) would wait for each
/// other for ever. Where the lock is taken, the text is left to a thread that holds none. Where more than <see cref="MostLeft"/> characters are left, as behind
/// a console that stands still, what comes is not shown: waiting could be for ever, and keeping it would take all memory. Thread-safe.
/// </remarks>
[SuppressMessage("Reliability", "MA0064", Justification = "The lock is the writer itself: that of the synchronized writer that Console.Out is.")]
internal sealed class ConsoleOutlet(TextWriter before) : IThreadPoolWorkItem
{
    private const int MostLeft = 4 * 1024 * 1024;

    private readonly ConcurrentQueue<string> left = new();
    private int leftLength;
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
            using (Passing.Begin())
            {
                WriteLeft_NeedsLock();
                before.Write(text);
            }
        }
        finally
        {
            Monitor.Exit(before);
        }
    }

    /// <summary>Who holds the lock writes, and what is left is written after that.</summary>
    public void Flush() => TryFlush(TimeSpan.Zero);

    /// <summary>Writes what was left, if the lock can be had in time. Not for those who hold the lock of our writer.</summary>
    public void Drain(TimeSpan patience)
    {
        try
        {
            TryFlush(patience);
        }
        catch (Exception)
        {
            // The console is gone or its writer is broken: those whose text it was have gone on, and there is nobody to be told.
        }
    }

    void IThreadPoolWorkItem.Execute() => Drain(Timeout.InfiniteTimeSpan);

    private void TryFlush(TimeSpan patience)
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
                before.Flush();
            }
        }
        finally
        {
            Monitor.Exit(before);
        }
    }

    /// <summary>To be written by whoever has the lock next; by a thread of the pool, if nobody else comes.</summary>
    private void Leave(string text)
    {
        if (Volatile.Read(ref leftLength) > MostLeft)
        {
            return;
        }

        Interlocked.Add(ref leftLength, text.Length);
        left.Enqueue(text);
        if (!Interlocked.Exchange(ref waits, true))
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void WriteLeft_NeedsLock()
    {
        while (left.TryDequeue(out string? text))
        {
            Interlocked.Add(ref leftLength, -text.Length);
            before.Write(text);
        }
    }
}
