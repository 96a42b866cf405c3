using StackExchange.Redis;

namespace Taskue.Proof.Soak;

/// <summary>What is left when everything has ended and retention has passed.</summary>
internal static class Residue
{
    /// <summary>What stays as long as the namespace and its runners do: see the lifetimes in <c>docs/key-layout.md</c>.</summary>
    private static readonly HashSet<string> Lasting = ["meta", "names", "runners", "runs", "live", "beats", "holders", "gone"];

    /// <summary>Of the keys of a partition those that should not be there.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> keys) =>
        [.. keys.Where(key => !Lasting.Contains(key) && !key.StartsWith("parked:", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The keys of a namespace as they stand in the server, without what they all begin with.</summary>
    public static async Task<IReadOnlyList<string>> KeysAsync(IConnectionMultiplexer connection, string @namespace)
    {
        string root = $"taskue:{{{@namespace}:0}}:";
        var keys = new List<string>();
        await foreach (RedisKey key in connection.GetServers()[0].KeysAsync(pattern: root + "*"))
        {
            keys.Add(((string)key!)[root.Length..]);
        }

        return keys;
    }

    /// <summary>What a key that should not be there holds, for a report.</summary>
    public static async Task<string> DescribeAsync(IConnectionMultiplexer connection, string @namespace, string key)
    {
        IDatabase database = connection.GetDatabase();
        RedisKey full = $"taskue:{{{@namespace}:0}}:{key}";
        return await database.KeyTypeAsync(full) switch
        {
            RedisType.Hash => $"{key}, a hash of {await database.HashLengthAsync(full)}: {await database.HashScanAsync(full, pageSize: 3).Select(entry => $"{entry.Name} = {entry.Value}").FirstOrDefaultAsync()}",
            RedisType.SortedSet => $"{key}, a sorted set of {await database.SortedSetLengthAsync(full)}: {(await database.SortedSetRangeByRankAsync(full, 0, 0)).FirstOrDefault()}",
            RedisType.List => $"{key}, a list of {await database.ListLengthAsync(full)}: {await database.ListGetByIndexAsync(full, 0)}",
            var type => $"{key}, a {type}",
        };
    }
}
