using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Taskue.TestSupport;

/// <summary>Every key of one partition as it stands in the server, read without the product's readers.</summary>
internal sealed class Raw
{
    private readonly Dictionary<string, Dictionary<string, string>> hashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, double>> sorted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> sets = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Queues { get; private set; } = [];

    public Dictionary<string, string> Hash(string key) => hashes.GetValueOrDefault(key) ?? [];

    public Dictionary<string, double> Sorted(string key) => sorted.GetValueOrDefault(key) ?? [];

    public List<string> List(string key) => lists.GetValueOrDefault(key) ?? [];

    public HashSet<string> Set(string key) => sets.GetValueOrDefault(key) ?? [];

    /// <summary>The keys that are there.</summary>
    public IEnumerable<string> Keys => hashes.Where(one => one.Value.Count > 0).Select(one => one.Key)
        .Concat(sorted.Where(one => one.Value.Count > 0).Select(one => one.Key))
        .Concat(lists.Where(one => one.Value.Count > 0).Select(one => one.Key))
        .Concat(sets.Where(one => one.Value.Count > 0).Select(one => one.Key));

    // For readers of another kind.
    public void Put(string key, Dictionary<string, string> hash) => hashes[key] = hash;

    public void Put(string key, Dictionary<string, double> set) => sorted[key] = set;

    public void Put(string key, List<string> list) => lists[key] = list;

    public void Put(string key, HashSet<string> set)
    {
        sets[key] = set;
        if (key == "names")
        {
            Queues = [.. set.Order(StringComparer.Ordinal)];
        }
    }

    public static async Task<Raw> ReadAsync(IDatabase database, string root)
    {
        var raw = new Raw();
        raw.Queues = [.. Texts(await database.SetMembersAsync(root + "names").ConfigureAwait(false)).Order(StringComparer.Ordinal)];
        raw.sets["names"] = [.. raw.Queues];
        var reading = new List<Task>();
        foreach (string key in Layout.Hashes.Concat(raw.Queues.Select(queue => "held:" + queue)))
        {
            reading.Add(ReadHashAsync(key));
        }

        foreach (string key in Layout.SortedSets)
        {
            reading.Add(ReadSortedAsync(key));
        }

        foreach (string queue in raw.Queues)
        {
            reading.Add(ReadListAsync("q0:" + queue));
            reading.Add(ReadSetAsync("parked:" + queue));
        }

        await Task.WhenAll(reading).ConfigureAwait(false);
        return raw;

        async Task ReadHashAsync(string key)
        {
            HashEntry[] all = await database.HashGetAllAsync(root + key).ConfigureAwait(false);
            lock (raw.hashes)
            {
                raw.hashes[key] = all.ToDictionary(one => Text(one.Name), one => Text(one.Value), StringComparer.Ordinal);
            }
        }

        async Task ReadSortedAsync(string key)
        {
            SortedSetEntry[] all = await database.SortedSetRangeByRankWithScoresAsync(root + key).ConfigureAwait(false);
            lock (raw.sorted)
            {
                raw.sorted[key] = all.ToDictionary(one => Text(one.Element), one => one.Score, StringComparer.Ordinal);
            }
        }

        async Task ReadListAsync(string key)
        {
            RedisValue[] all = await database.ListRangeAsync(root + key).ConfigureAwait(false);
            lock (raw.lists)
            {
                raw.lists[key] = [.. Texts(all)];
            }
        }

        async Task ReadSetAsync(string key)
        {
            RedisValue[] all = await database.SetMembersAsync(root + key).ConfigureAwait(false);
            lock (raw.sets)
            {
                raw.sets[key] = [.. Texts(all)];
            }
        }
    }

    /// <summary>All of it as one text, for "nothing was changed".</summary>
    public string Dump(params string[] without)
    {
        var text = new StringBuilder();
        foreach (string key in Keys.Except(without).Order(StringComparer.Ordinal))
        {
            text.Append(key).Append('\n');
            IEnumerable<string> rows = hashes.TryGetValue(key, out var hash) ? hash.Select(one => one.Key + " = " + one.Value).Order(StringComparer.Ordinal)
                : sorted.TryGetValue(key, out var set) ? set.Select(one => one.Key + " @ " + one.Value.ToString("R", CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal)
                : lists.TryGetValue(key, out var list) ? list
                : sets[key].Order(StringComparer.Ordinal);
            foreach (string row in rows)
            {
                text.Append("  ").Append(row).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>A byte a character: nothing is lost, whatever it holds.</summary>
    private static string Text(RedisValue value) => Encoding.Latin1.GetString((byte[]?)value ?? []);

    private static IEnumerable<string> Texts(RedisValue[] values) => values.Select(Text);
}
