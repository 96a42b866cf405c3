using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What a peer's workers did with a queue that was full before they started.</summary>
internal sealed record PeerDrain
{
    /// <summary>From the first record to the last: the start of the workers is outside.</summary>
    public required double PerSecond { get; init; }

    /// <summary>The same over the second half of the records, when compilers and caches are warm.</summary>
    public required double WarmPerSecond { get; init; }

    public required double RedisMicroseconds { get; init; }

    /// <summary>Redis commands a task, those inside scripts too.</summary>
    public required double Commands { get; init; }

    /// <summary>Commands a task that the workers sent, where these were counted.</summary>
    public required double ClientCommands { get; init; }

    public required double WorkerMicroseconds { get; init; }

    public required double WorkerMegabytes { get; init; }

    /// <param name="port">Where the workers find Redis; the queue is filled at the server itself.</param>
    /// <param name="window">How long they work at most, from the first record on.</param>
    /// <param name="sent">How many commands clients have sent so far.</param>
    public static async Task<PeerDrain> RunAsync(
        GaugedServer server, int port, Producer producer, Peer peer, PeerSetting setting, string body, int count, TimeSpan window, Func<long>? sent = null)
    {
        await server.FlushAsync();
        await producer.BulkAsync(count, body);
        using var file = new RecordFile();
        await using Workers workers = Workers.Start(peer, setting, port, file);
        await workers.UntilAsync(() => file.Count > 0, "a first task ran", TimeSpan.FromSeconds(30));
        long start = Stopwatch.GetTimestamp();
        ServerGauge.Reading before = await server.Gauge.ReadAsync();
        ProcessTreeUse.Usage first = workers.Usage();
        int seen = file.Count;
        long bytes = first.Bytes, sampled = start, commands = sent?.Invoke() ?? 0;
        await workers.UntilAsync(() =>
        {
            if (Stopwatch.GetElapsedTime(sampled) > TimeSpan.FromMilliseconds(300))
            {
                sampled = Stopwatch.GetTimestamp();
                bytes = Math.Max(bytes, workers.Usage().Bytes);
            }

            return file.Count >= count || Stopwatch.GetElapsedTime(start) > window;
        }, "the queue was drained", window + TimeSpan.FromSeconds(10));
        RecordFile.Record[] records = file.Read();
        ServerGauge.Reading used = await server.Gauge.ReadAsync() - before;
        ProcessTreeUse.Usage last = workers.Usage();
        commands = (sent?.Invoke() ?? 0) - commands;
        int tasks = Math.Max(1, records.Length - seen);
        Check(peer, records, count);
        return new PeerDrain
        {
            PerSecond = Rate(records),
            WarmPerSecond = Rate(records.AsSpan(records.Length / 2)),
            RedisMicroseconds = used.CpuSeconds * 1e6 / tasks,
            Commands = used.Commands / (double)tasks,
            ClientCommands = commands / (double)tasks,
            WorkerMicroseconds = (last.CpuSeconds - first.CpuSeconds) * 1e6 / tasks,
            WorkerMegabytes = Math.Max(bytes, last.Bytes) / 1e6,
        };
    }

    private static double Rate(ReadOnlySpan<RecordFile.Record> records) =>
        records.Length < 2 ? 0 : (records.Length - 1) / ((records[^1].Nanoseconds - records[0].Nanoseconds) / 1e9);

    // Nobody died, so each task ran once.
    private static void Check(Peer peer, RecordFile.Record[] records, int count)
    {
        var seen = new HashSet<int>(records.Length);
        if (!Array.TrueForAll(records, record => record.Number >= 0 && record.Number < count && seen.Add(record.Number)))
        {
            throw new InvalidOperationException($"{peer.Name} ran a task twice, or one that nobody queued.");
        }
    }
}
