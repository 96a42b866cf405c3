using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Taskue.Bench;

/// <summary>
/// A network between workers and Redis: passes on all bytes, each a fixed time after it came, in both directions and without limiting the
/// rate; and counts the commands that are sent.
/// </summary>
internal sealed partial class SlowLink : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly long delay;
    private readonly int server;
    private long commands;

    /// <param name="server">The port of the server.</param>
    /// <param name="delay">How long each byte takes, each way.</param>
    public SlowLink(int server, TimeSpan delay)
    {
        this.server = server;
        this.delay = (long)(delay.TotalSeconds * Stopwatch.Frequency);
        listener.Start();
        Start(Accept);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Commands that clients have sent so far; what scripts call is the server's own business.</summary>
    public long Commands => Interlocked.Read(ref commands);

    public void Dispose() => listener.Dispose();

    private static void Start(ThreadStart work) => new Thread(work) { IsBackground = true, Name = "slow link" }.Start();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket client = listener.AcceptSocket();
                var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                upstream.Connect(IPAddress.Loopback, server);
                client.NoDelay = upstream.NoDelay = true;
                var counter = new CommandCounter();
                Pass(client, upstream, bytes => Interlocked.Add(ref commands, counter.Feed(bytes)));
                Pass(upstream, client, null);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Disposed of; or the server has gone, and the section fails by itself.
        }
    }

    // Blocking threads and nanosleep rather than timers of the pool: those are a millisecond or more late, as much as is to be added.
    private void Pass(Socket from, Socket to, ReadOnlySpanAction? see)
    {
        var underWay = new BlockingCollection<(byte[] Bytes, int Length, long Due)>();
        Start(() =>
        {
            try
            {
                while (true)
                {
                    byte[] bytes = ArrayPool<byte>.Shared.Rent(64 * 1024);
                    int length = from.Receive(bytes);
                    if (length == 0)
                    {
                        break;
                    }

                    underWay.Add((bytes, length, Stopwatch.GetTimestamp() + delay));
                    see?.Invoke(bytes.AsSpan(0, length));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // A killed worker resets its connections.
            }

            underWay.CompleteAdding();
        });
        Start(() =>
        {
            try
            {
                foreach ((byte[] bytes, int length, long due) in underWay.GetConsumingEnumerable())
                {
                    SleepUntil(due);
                    for (int sent = 0; sent < length;)
                    {
                        sent += to.Send(bytes, sent, length - sent, SocketFlags.None);
                    }

                    ArrayPool<byte>.Shared.Return(bytes);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // As above.
            }

            to.Dispose();
        });
    }

    private static void SleepUntil(long due)
    {
        for (long left = due - Stopwatch.GetTimestamp(); left > 0; left = due - Stopwatch.GetTimestamp())
        {
            var time = new TimeSpec { Nanoseconds = left * 1_000_000_000 / Stopwatch.Frequency };
            _ = NanoSleep(in time, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec time, nint remaining);

    private delegate void ReadOnlySpanAction(ReadOnlySpan<byte> bytes);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
