using System.Globalization;

namespace Taskue.Store;

/// <summary>What a runner says of itself when it registers: <c>name|concurrency|host|pid|version|queues</c>, queues by commas.</summary>
/// <remarks>The store puts <c>state|ended|rescheduled|terminated;started|</c> before it.</remarks>
internal sealed record RunnerRow(string Name, int Concurrency, string Host, int ProcessId, string Version, IReadOnlyList<string> Queues)
{
    public string Write() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}|{Concurrency}|{Plain(Host)}|{ProcessId}|{Plain(Version)}|{string.Join(',', Queues)}");

    /// <summary>Reads a registry row as the store holds it.</summary>
    public static RunnerInfo? TryRead(string row, string living, string expires)
    {
        string[] halves = row.Split(';', 2);
        string[] ending = halves[0].Split('|');
        string[] parts = halves.Length == 2 ? halves[1].Split('|') : [];
        if (ending.Length != 4 || parts.Length != 7)
        {
            return null;
        }

        string[] live = living.Split('|');
        int running = live.Length == 6 ? (int)Number(live[1]) : 0;
        RunnerState state = ending[0] switch
        {
            "d" => RunnerState.Dead,
            "s" => RunnerState.Stopped,
            _ when live.Length != 6 => RunnerState.Dead,
            _ when live[3] == "s" => RunnerState.Stopping,
            _ => running > 0 ? RunnerState.Busy : RunnerState.Idle,
        };
        return new RunnerInfo
        {
            Name = parts[1],
            State = state,
            Concurrency = (int)Number(parts[2]),
            Running = running,
            Paused = live.Length == 6 && live[4] == "pause",
            Host = parts[3],
            ProcessId = (int)Number(parts[4]),
            Version = parts[5],
            Queues = parts[6].Split(',', StringSplitOptions.RemoveEmptyEntries),
            StartedAt = TaskView.Time(Number(parts[0])),
            EndedAt = TaskView.Time((long?)Number(ending[1])),
            HeartbeatExpiresAt = TaskView.Time((long?)(double.TryParse(expires, CultureInfo.InvariantCulture, out double ms) ? (long)ms : 0)),
            Rescheduled = (int)Number(ending[2]),
            Terminated = (int)Number(ending[3]),
        };
    }

    /// <summary>The queues in a registry row: what recovering the runner must declare.</summary>
    public static IReadOnlyList<string> QueuesOf(string row)
    {
        int last = row.LastIndexOf('|');
        return last < 0 ? [] : row[(last + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static string Plain(string text) => text.Replace('|', '_').Replace(';', '_').Replace(',', '_');
}
