using System.Globalization;
using StackExchange.Redis;
using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.Proof.Load;

/// <summary>What held up the server: it does one call at a time, so a long one is felt by everybody.</summary>
internal static class SlowCalls
{
    /// <summary>A single call that takes longer is a defect: it does too much in one.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The server's log of slow calls counts the time that passed, and not its own: where it stood ready and had no processor for more than this
    /// part of its time, any call may look long, and none is judged.
    /// </summary>
    private const double BusyMachine = 0.2;

    /// <summary>What is told of each script.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromMilliseconds(10);

    public static string[] Settings { get; } = [FormattableString.Invariant($"slowlog-log-slower-than {(int)Told.TotalMicroseconds}"), "slowlog-max-len 20000"];

    /// <summary>Notes the scripts that were slow since the start of the server, and those over the limit as violations.</summary>
    /// <param name="server">The server.</param>
    /// <param name="notes">Where they are noted.</param>
    /// <param name="when">Such as ", after a restart", where a part tells of them more than once.</param>
    public static async Task TellAsync(GaugedServer server, LoadNotes notes, string when = "")
    {
        // Commands inside a script stand in the log too, beside the script that they are a part of.
        CommandTrace[] slow = [.. (await server.Connection.GetServers()[0].SlowlogGetAsync(20_000)).Where(call => NameOf(call) is not null)];
        string[] each = [.. slow.GroupBy(NameOf).OrderByDescending(group => group.Max(call => call.Duration))
            .Select(group => FormattableString.Invariant($"{group.Key} {group.Count()} × to {group.Max(call => call.Duration).TotalMilliseconds:0} ms"))];
        notes.Add("calls over 10 ms" + when, each.Length == 0 ? "none" : string.Join("; ", each));
        double waited = WaitedForProcessor(server.Process.ProcessId);
        notes.Add("Redis was ready and had no processor" + when, 100 * waited, "% of its time");
        foreach (IGrouping<string?, CommandTrace> group in slow.Where(call => call.Duration > Limit && waited < BusyMachine).GroupBy(NameOf))
        {
            notes.Wrong(FormattableString.Invariant(
                $"{group.Count()} calls of {group.Key} held up the server for more than {Limit.TotalMilliseconds:0} ms, the longest for {group.Max(call => call.Duration).TotalMilliseconds:0} ms"));
        }
    }

    /// <summary>The script that was called; null for any other command.</summary>
    private static string? NameOf(CommandTrace call) => !"EVALSHA".Equals(call.Arguments.FirstOrDefault(), StringComparison.OrdinalIgnoreCase) ? null
        : ScriptSet.Default.All.FirstOrDefault(script => Convert.ToHexStringLower(script.Hash) == (string?)call.Arguments[1])?.Name;

    /// <summary>Of the time in which a process's first thread ran or would have, the part in which it only would have.</summary>
    private static double WaitedForProcessor(int processId)
    {
        string text = File.ReadAllText(FormattableString.Invariant($"/proc/{processId}/task/{processId}/schedstat")); // ran and waited, ns, then how often
        double[] numbers = [.. text.Split(' ').Take(2).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return numbers[1] / Math.Max(1, numbers[0] + numbers[1]);
    }
}
