using System.Globalization;
using StackExchange.Redis;

namespace Taskue.Proof.Processes;

/// <summary>
/// Whether a namespace has come to rest: nothing runs, waits or is to come, and every dead runner was recovered. Parts of a large workflow may wait for the rest,
/// where its producer was killed.
/// </summary>
internal static class Settling
{
    private const string Queue = "default";

    /// <summary>What is still under way, in words; empty where all has settled.</summary>
    public static async Task<string> UnsettledAsync(IDatabase database, string root, int runners)
    {
        string[] hashes = ["active", "dropping", "dying", "waiters", "held:" + Queue], sets = ["advancing"];
        var counts = new List<(string Key, Task<long> Count, long Wanted)>();
        counts.AddRange(hashes.Select(key => (key, database.HashLengthAsync(root + key), 0L)));
        counts.AddRange(sets.Select(key => (key, database.SortedSetLengthAsync(root + key), 0L)));
        long staged = (await database.HashValuesAsync(root + "staging")).Sum(row => long.Parse(row.ToString().Split('|')[^1], CultureInfo.InvariantCulture));
        counts.Add(("created", database.SortedSetLengthAsync(root + "created"), staged));
        counts.Add(("q0:" + Queue, database.ListLengthAsync(root + "q0:" + Queue), 0));
        counts.Add(("live", database.HashLengthAsync(root + "live"), runners));
        await Task.WhenAll(counts.Select(one => one.Count));
        return string.Join(", ", counts.Where(one => one.Count.Result != one.Wanted)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} has {one.Count.Result}, and should have {one.Wanted}")));
    }
}
