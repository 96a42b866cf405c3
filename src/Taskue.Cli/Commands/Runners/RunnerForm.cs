using System.Globalization;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;

namespace Taskue.Cli.Commands.Runners;

/// <summary>How runners are printed.</summary>
internal static class RunnerForm
{
    private static readonly Column<RunnerInfo>
        Name = new("name", static (runner, _) => runner.Name) { Gives = true },
        State = new("state", static (runner, _) => Of(runner)),
        Running = new("running", static (runner, _) => $"{runner.Running}/{runner.Concurrency}") { IsRight = true, SortBy = static runner => runner.Running },
        Host = new("host", static (runner, _) => runner.Host) { Gives = true };

    /// <summary>Under a heading of something else.</summary>
    public static readonly IReadOnlyList<Column<RunnerInfo>> Short = [Name, State, Running, Host];

    public static readonly Form<RunnerInfo> Form = new(
        [
            Name,
            State,
            Running,
            new("queues", static (runner, _) => string.Join(",", runner.Queues)) { Gives = true },
            Host,
            new("process", static (runner, _) => runner.ProcessId.ToString(CultureInfo.InvariantCulture)) { IsRight = true, SortBy = static runner => runner.ProcessId },
            new("started", static (runner, look) => look.Time(runner.StartedAt)) { SortBy = static runner => runner.StartedAt },
            new("ended", static (runner, look) => look.Time(runner.EndedAt)) { IsWide = true, SortBy = static runner => runner.EndedAt },
            new("rescheduled", static (runner, _) => Words.Of((long)runner.Rescheduled)) { IsWide = true, IsRight = true, SortBy = static runner => runner.Rescheduled },
            new("terminated", static (runner, _) => Words.Of((long)runner.Terminated)) { IsWide = true, IsRight = true, SortBy = static runner => runner.Terminated },
            new("version", static (runner, _) => runner.Version) { IsWide = true },
        ],
        static runner => runner.Name,
        RunnerDocument.Of);

    public static Cell Of(RunnerInfo runner) => runner.Paused && runner.IsAlive
        ? new Cell($"{Words.Of(runner.State)}, paused", Tone.Warning)
        : Look.State(runner.State);
}
