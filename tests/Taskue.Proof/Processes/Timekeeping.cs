using System.Globalization;
using Taskue.Proof.Model;

namespace Taskue.Proof.Processes;

/// <summary>
/// Every time in the store is the server's: heartbeats, starts of runners, starts and deadlines of tasks. Scripts see a server whose clock is far ahead of
/// those of all processes, or far behind: a time that comes from a process is noticed.
/// </summary>
/// <param name="root">What the keys of the namespace begin with.</param>
/// <param name="ahead">How far the scripts' clock is ahead of the processes'.</param>
/// <param name="broken">Told what should not be.</param>
internal sealed class Timekeeping(string root, TimeSpan ahead, Action<string> broken)
{
    /// <summary>What clocks may be corrected by in the middle of a round.</summary>
    private const long GranularityMs = 5000;

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private long? began;

    /// <summary>Looks once. What is written before the server is asked for its time is not later than that.</summary>
    public void Look(RawLine line, IEnumerable<string> active)
    {
        began ??= Now(line);
        Dictionary<string, string> starts = Pairs(line, "HGETALL", root + "runners");
        Dictionary<string, string> beats = Pairs(line, "ZRANGE", root + "beats", "0", "-1", "WITHSCORES");
        long now = Now(line);
        foreach ((string incarnation, string expires) in beats)
        {
            Check("the heartbeat of " + incarnation, Number(expires) - (long)RoundForm.Expiry.TotalMilliseconds, now);
            if (starts.TryGetValue(incarnation, out string? row))
            {
                Check("the start of " + incarnation, Number(row.Split(';')[1].Split('|')[0]), now);
            }
        }

        foreach (string[] fields in active.Select(entry => entry.Split('|')))
        {
            Check("a task's start at " + fields[0], Number(fields[2]), now);
            if (fields[3].Length > 0 && Number(fields[3]) < Number(fields[2]))
            {
                Tell("a task's deadline at " + fields[0], $"{fields[3]}, before its start at {fields[2]}");
            }
        }
    }

    private void Check(string what, long at, long now)
    {
        if (at < began - GranularityMs || at > now + GranularityMs)
        {
            Tell(what, string.Create(CultureInfo.InvariantCulture, $"at {at}; the round began at {began}, and it is {now}"));
        }
    }

    private void Tell(string what, string text)
    {
        if (seen.Add(what))
        {
            broken($"the server's clock: {what} is {text}");
        }
    }

    private long Now(RawLine line) =>
        (line.Ask("TIME") as List<object?>)!.Select(part => Number((string)part!)).ToArray() is [var seconds, var micros]
            ? (seconds * 1000) + (micros / 1000) + (long)ahead.TotalMilliseconds : throw new FormatException("TIME answered something else.");

    private static Dictionary<string, string> Pairs(RawLine line, params string[] command) =>
        ((List<object?>)line.Ask(command)!).Select(one => (string)one!).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
