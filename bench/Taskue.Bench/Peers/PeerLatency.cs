namespace Taskue.Bench;

/// <summary>How long a task waits for idle workers.</summary>
internal static class PeerLatency
{
    /// <summary>Milliseconds from the enqueue call to the body, both on the machine's monotonic clock; one task at a time.</summary>
    public static async Task<double[]> RunAsync(BenchServer server, int port, Producer producer, Peer peer, PeerSetting setting, int warm, int count, TimeSpan limit)
    {
        await server.FlushAsync();
        using var file = new RecordFile();
        await using Workers workers = Workers.Start(peer, setting, port, file);
        long[] called = await producer.LatencyAsync(warm + count, file, limit);
        workers.CheckAlive();
        RecordFile.Record[] records = file.Read();
        if (records.Length != called.Length)
        {
            throw new InvalidOperationException($"{peer.Name} ran {records.Length} of {called.Length} tasks that were queued one at a time.");
        }

        double[] times = [.. records.Where(record => record.Number >= warm).Select(record => (record.Nanoseconds - called[record.Number]) / 1e6)];
        return times.Length > 0 ? times : throw new InvalidOperationException($"{peer.Name} ran only {records.Length} tasks in {limit.TotalSeconds:0} s.");
    }
}
