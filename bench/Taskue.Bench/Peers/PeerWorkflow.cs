using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Workflows of ten tasks and one that runs after them, queued before the workers start.</summary>
internal static class PeerWorkflow
{
    private const int Size = 11;

    /// <summary>Workflows a second, from the first record to the last.</summary>
    public static async Task<double> RunAsync(GaugedServer server, Peer peer, PeerSetting setting, int count, TimeSpan window)
    {
        await server.FlushAsync();
        await using Producer producer = await Producer.StartAsync(peer, server.Process.Port, results: true);
        await producer.WorkflowsAsync(count);
        using var file = new RecordFile();
        await using Workers workers = Workers.Start(peer, setting, server.Process.Port, file, "BENCH_RESULTS");
        await workers.UntilAsync(() => file.Count > 0, "a first task ran", TimeSpan.FromSeconds(30));
        long start = Stopwatch.GetTimestamp();
        await workers.UntilAsync(() => file.Count >= Size * count || Stopwatch.GetElapsedTime(start) > window, "all workflows ended", window + TimeSpan.FromSeconds(10));
        RecordFile.Record[] records = file.Read();
        Check(peer, records);
        int ended = records.Count(record => record.Number % Size == Size - 1);
        return ended / ((records[^1].Nanoseconds - records[0].Nanoseconds) / 1e9);
    }

    // The last of each came after its ten.
    private static void Check(Peer peer, RecordFile.Record[] records)
    {
        var ran = new Dictionary<int, int>();
        foreach (RecordFile.Record record in records)
        {
            int before = ran.GetValueOrDefault(record.Number / Size);
            ran[record.Number / Size] = before + 1;
            if (record.Number % Size == Size - 1 && before != Size - 1)
            {
                throw new InvalidOperationException($"{peer.Name} ran the last task of a workflow after {before} of its ten.");
            }
        }
    }
}
