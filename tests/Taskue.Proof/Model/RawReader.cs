using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Proof.Model;

/// <summary>Reads every key of one namespace in one round trip: the commands are the same each time.</summary>
internal sealed class RawReader
{
    private static readonly string[] Queues = Universe.Queues;

    private readonly RawLine line;
    private readonly string[] keys;
    private readonly byte[] commands;
    private readonly byte[] clear;

    public RawReader(RawLine line, string root)
    {
        this.line = line;
        keys = [.. Layout.Hashes, .. Queues.Select(queue => "held:" + queue), .. Layout.SortedSets, .. Queues.Select(queue => "q0:" + queue), .. Layout.Sets, .. Queues.Select(queue => "parked:" + queue)];
        commands = [.. keys.SelectMany(key => Layout.TypeOf(key) switch
        {
            "hash" => RawLine.Encode("HGETALL", root + key),
            "zset" => RawLine.Encode("ZRANGE", root + key, "0", "-1", "WITHSCORES"),
            "list" => RawLine.Encode("LRANGE", root + key, "0", "-1"),
            _ => RawLine.Encode("SMEMBERS", root + key),
        })];
        clear = RawLine.Encode(["UNLINK", .. keys.Select(key => root + key)]);
    }

    /// <summary>Asks; the answer is read by <see cref="Read"/>. Nothing else may be asked on this connection in between.</summary>
    public void Ask() => line.Send(commands);

    public Raw Read()
    {
        var raw = new Raw();
        foreach (string key in keys)
        {
            var items = (List<object?>)line.Read()!;
            if (items.Count == 0)
            {
                continue;
            }

            switch (Layout.TypeOf(key))
            {
                case "hash":
                    var hash = new Dictionary<string, string>(items.Count / 2, StringComparer.Ordinal);
                    for (int i = 0; i < items.Count; i += 2)
                    {
                        hash[(string)items[i]!] = (string)items[i + 1]!;
                    }

                    raw.Put(key, hash);
                    break;
                case "zset":
                    var sorted = new Dictionary<string, double>(items.Count / 2, StringComparer.Ordinal);
                    for (int i = 0; i < items.Count; i += 2)
                    {
                        sorted[(string)items[i]!] = double.Parse((string)items[i + 1]!, CultureInfo.InvariantCulture);
                    }

                    raw.Put(key, sorted);
                    break;
                case "list":
                    raw.Put(key, items.ConvertAll(item => (string)item!));
                    break;
                default:
                    raw.Put(key, new HashSet<string>(items.Select(item => (string)item!), StringComparer.Ordinal));
                    break;
            }
        }

        return raw;
    }

    /// <summary>Takes the namespace out of the server.</summary>
    public void Clear()
    {
        line.Send(clear);
        line.Read();
    }
}
