using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>How long tasks waited for idle workers.</summary>
/// <param name="Milliseconds">From the enqueue call to the body, both on the machine's monotonic clock.</param>
/// <param name="Missing">How many had not run after 20 seconds, when the producer went on.</param>
internal sealed record PeerLatency(double[] Milliseconds, int Missing)
{
    /// <summary>One task at a time; the first <paramref name="warm"/> are not counted, unless the limit leaves nothing else.</summary>
    public static async Task<PeerLatency> RunAsync(GaugedServer server, int port, Producer producer, Peer peer, PeerSetting setting, int warm, int count, TimeSpan limit)
    {
        await server.FlushAsync();
        using var file = new RecordFile();
        await using Workers workers = Workers.Start(peer, setting, port, file);
        long[] called = await producer.LatencyAsync(warm + count, file, limit);
        workers.CheckAlive();
        RecordFile.Record[] records = file.Read();
        int first = Math.Min(warm, called.Length / 5);
        return new PeerLatency(
            [.. records.Where(record => record.Number >= first).Select(record => (record.Nanoseconds - called[record.Number]) / 1e6)], called.Length - records.Length);
    }
}
