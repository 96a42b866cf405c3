using System.Diagnostics;
using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What became of the tasks that killed workers held.</summary>
/// <param name="Held">How many bodies were running at the kill.</param>
/// <param name="Again">How many of them another worker ran again in time.</param>
/// <param name="Seconds">From the kill until the last of those ran again; null when not all did.</param>
/// <param name="Gone">How many are nowhere in Redis any more.</param>
internal sealed record PeerRecovery(int Held, int Again, double? Seconds, int Gone)
{
    /// <summary>kill -9 of workers at default settings that hold tasks, while another worker of the same settings is alive and idle.</summary>
    public static async Task<PeerRecovery> RunAsync(GaugedServer server, Peer peer, TimeSpan cap)
    {
        PeerSetting setting = peer.Default;
        using var file = new RecordFile();
        await using Producer producer = await Producer.StartAsync(peer, server.Process.Port);
        Workers killed = Workers.Start(peer, setting, server.Process.Port, file, "BENCH_HOLD");
        try
        {
            string[] ids = await producer.HoldAsync(setting.Slots);
            await killed.UntilAsync(() => file.Count >= ids.Length, "all tasks that it can hold began", TimeSpan.FromSeconds(30));
            int[] victims = [.. file.Read().Select(record => record.ProcessId).Distinct()];
            await using Workers other = Workers.Start(peer, setting, server.Process.Port, file);

            // Long enough for the slowest of them to have started; nothing outside tells when it has.
            await Task.Delay(TimeSpan.FromSeconds(6));
            long start = Stopwatch.GetTimestamp();
            await killed.DisposeAsync();
            RecordFile.Record[] again = [];
            while (again.Length < ids.Length && Stopwatch.GetElapsedTime(start) < cap)
            {
                await Task.Delay(20);
                again = [.. file.Read().Where(record => !victims.Contains(record.ProcessId)).DistinctBy(record => record.Number)];
            }

            other.CheckAlive();
            var ran = again.Select(record => record.Number).ToHashSet();
            int gone = 0;
            for (int i = 0; i < ids.Length; i++)
            {
                gone += ran.Contains(i) || await IsStoredAsync(server, ids[i]) ? 0 : 1;
            }

            return new PeerRecovery(ids.Length, again.Length, again.Length == ids.Length ? (again[^1].Nanoseconds - start) / 1e9 : null, gone);
        }
        finally
        {
            await killed.DisposeAsync();
        }
    }

    // In a key's name or anywhere in its value: whatever a system keeps of a task, it keeps the id.
    private static async Task<bool> IsStoredAsync(GaugedServer server, string id)
    {
        IDatabase database = server.Database;
        await foreach (RedisKey key in server.Connection.GetServers()[0].KeysAsync())
        {
            if (key.ToString().Contains(id, StringComparison.Ordinal) || (await TextsAsync(database, key)).Any(text => text.Contains(id, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<IEnumerable<string>> TextsAsync(IDatabase database, RedisKey key) => await database.KeyTypeAsync(key) switch
    {
        RedisType.String => [(await database.StringGetAsync(key)).ToString()],
        RedisType.List => (await database.ListRangeAsync(key)).Select(value => value.ToString()),
        RedisType.Set => (await database.SetMembersAsync(key)).Select(value => value.ToString()),
        RedisType.SortedSet => (await database.SortedSetRangeByRankAsync(key)).Select(value => value.ToString()),
        RedisType.Hash => (await database.HashGetAllAsync(key)).Select(entry => $"{entry.Name} {entry.Value}"),
        _ => [],
    };
}
