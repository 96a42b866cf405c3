using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>What is kept of one attempt's log, read from the raw keys.</summary>
/// <param name="Lines">What the body wrote, in order; what the runner says of the log itself is left out.</param>
/// <param name="Written">How many lines were told to the store, those that it did not keep included.</param>
internal sealed record StoredLog(IReadOnlyList<string> Lines, long Written)
{
    private const char OfRunner = '3';

    public static StoredLog? Read(Raw raw, string id, long starts)
    {
        string[] rows = raw.Hash("log").GetValueOrDefault(id, "").Split(';', StringSplitOptions.RemoveEmptyEntries);
        foreach (long[] one in rows.Skip(1).Select(row => row.Split('|').Select(long.Parse).ToArray()))
        {
            (long head, long tail, long next) = (one[2], one[3], one[4]);
            if (one[0] != starts)
            {
                continue;
            }

            var lines = new List<string>();
            for (long n = head > 0 ? 0 : tail; n < next; n = n + 1 == head ? tail : n + 1)
            {
                string chunk = raw.Hash("logs").GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"{id}|{starts}|{n}"), ";");
                ReadChunk(chunk, chunk.IndexOf(';', StringComparison.Ordinal) + 1, lines);
            }

            return new StoredLog(lines, one[9] - 1);
        }

        return null;
    }

    /// <summary>Lines, each <c>ms|</c> level, source, the text's length, <c>:</c> and the text.</summary>
    private static void ReadChunk(string chunk, int at, List<string> lines)
    {
        while (at < chunk.Length)
        {
            int bar = chunk.IndexOf('|', at), colon = chunk.IndexOf(':', bar);
            int length = int.Parse(chunk.AsSpan(bar + 3, colon - bar - 3), CultureInfo.InvariantCulture);
            if (chunk[bar + 2] != OfRunner)
            {
                lines.Add(chunk.Substring(colon + 1, length));
            }

            at = colon + 1 + length;
        }
    }
}
