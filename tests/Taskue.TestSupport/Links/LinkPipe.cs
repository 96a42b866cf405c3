using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Taskue.TestSupport;

/// <summary>One direction of a connection: a thread that reads, and one that passes on what was read when its time has come.</summary>
/// <remarks>
/// Blocking threads and nanosleep rather than the thread pool and its timers: those are a millisecond or more late, as much as may be
/// added, and tests that starve the pool would stop the link as well.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "What it waits with is memory only: no handle is made of either.")]
internal sealed class LinkPipe(Socket from, Socket to, Action<ReadOnlySpan<byte>>? see, LinkConnection connection)
{
    private readonly BlockingCollection<(byte[] Bytes, long Due)> underWay = new(1024);
    private readonly ManualResetEventSlim open = new(true);
    private long delay;
    private long bytesPerSecond;
    private long bytesToCut = -1;
    private bool reset;

    /// <summary>How many milliseconds later what is read from now on comes.</summary>
    public long Delay
    {
        set => Volatile.Write(ref delay, value * Stopwatch.Frequency / 1000);
    }

    /// <summary>0: not limited.</summary>
    public long BytesPerSecond
    {
        set => Volatile.Write(ref bytesPerSecond, value);
    }

    /// <summary>After how many more bytes the connection is reset; negative: never.</summary>
    public long BytesToCut
    {
        set => Volatile.Write(ref bytesToCut, value);
    }

    public bool Held
    {
        set
        {
            if (value)
            {
                open.Reset();
            }
            else
            {
                open.Set();
            }
        }
    }

    public void Start()
    {
        Begin(Read, "link reader");
        Begin(Write, "link writer");
    }

    /// <summary>Ends the direction.</summary>
    public void Finish() => Ignoring(() => to.Shutdown(SocketShutdown.Send));

    private static void Begin(ThreadStart work, string name) => new Thread(work, maxStackSize: 256 * 1024) { IsBackground = true, Name = name }.Start();

    private void Read()
    {
        byte[] buffer = new byte[64 * 1024];
        reset = !Ignoring(() =>
        {
            while (from.Receive(buffer) is > 0 and var length)
            {
                see?.Invoke(buffer.AsSpan(0, length));
                underWay.Add((buffer[..length], Stopwatch.GetTimestamp() + Volatile.Read(ref delay)));
            }
        });
        underWay.CompleteAdding();
    }

    private void Write()
    {
        Ignoring(() =>
        {
            foreach ((byte[] bytes, long due) in underWay.GetConsumingEnumerable())
            {
                SleepUntil(due);
                Send(bytes);
            }

            open.Wait();
            if (!reset)
            {
                Finish();
            }
            else if (!connection.IsTorn)
            {
                to.Close(0);
            }
        });
        foreach (var _ in underWay.GetConsumingEnumerable())
        {
            // Nobody is there to take it; who sends it shall not wait for that.
        }

        connection.Ended();
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            open.Wait();
            long rate = Volatile.Read(ref bytesPerSecond);
            long toCut = Volatile.Read(ref bytesToCut);
            int length = rate > 0 ? (int)Math.Clamp(rate / 20, 1, bytes.Length) : bytes.Length;
            bool cuts = toCut >= 0 && toCut <= length;
            SendAll(bytes[..(cuts ? (int)toCut : length)]);
            if (cuts)
            {
                connection.Cut(LinkWay.Both);
                return;
            }

            if (toCut > 0)
            {
                Interlocked.CompareExchange(ref bytesToCut, toCut - length, toCut); // unless it was changed meanwhile
            }

            bytes = bytes[length..];
            if (rate > 0)
            {
                SleepUntil(Stopwatch.GetTimestamp() + (length * Stopwatch.Frequency / rate));
            }
        }
    }

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[to.Send(bytes)..];
        }
    }

    /// <summary>False where the socket has ended: by its peer, or by a fault.</summary>
    private static bool Ignoring(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static void SleepUntil(long due)
    {
        for (long left = due - Stopwatch.GetTimestamp(); left > 0; left = due - Stopwatch.GetTimestamp())
        {
            var (seconds, rest) = Math.DivRem(left, Stopwatch.Frequency);
            var time = new TimeSpec { Seconds = seconds, Nanoseconds = rest * 1_000_000_000 / Stopwatch.Frequency };
            _ = NanoSleep(in time, 0);
        }
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    private static extern int NanoSleep(in TimeSpec time, nint remaining);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
