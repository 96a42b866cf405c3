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
            new("notes", static (runner, _) => new Cell(Notes(runner), Tone.Warning)) { Gives = true },
            new("ended", static (runner, look) => look.Time(runner.EndedAt)) { IsWide = true, SortBy = static runner => runner.EndedAt },
            new("rescheduled", static (runner, _) => Words.Of((long)runner.Rescheduled)) { IsWide = true, IsRight = true, SortBy = static runner => runner.Rescheduled },
            new("terminated", static (runner, _) => Words.Of((long)runner.Terminated)) { IsWide = true, IsRight = true, SortBy = static runner => runner.Terminated },
            new("stuck", static (runner, _) => Words.Of((long)runner.StuckTasks))
            {
                IsWide = true, IsRight = true, SortBy = static runner => runner.StuckTasks,
            },
            new("old builds", static (runner, _) => Words.Of((long)runner.OldModuleBuilds))
            {
                IsWide = true, IsRight = true, SortBy = static runner => runner.OldModuleBuilds,
            },
            new("version", static (runner, _) => runner.Version) { IsWide = true },
            new("can", static (runner, _) => string.Join(",", runner.Capabilities)) { IsWide = true },
            new("runs", static (runner, _) => string.Join(",", runner.Runs)) { IsWide = true, Gives = true },
        ],
        static runner => runner.Name,
        RunnerDocument.Of);

    /// <summary>What became of it, or what it announces that needs attention.</summary>
    private static string Notes(RunnerInfo runner) => string.Join(", ", Each(runner));

    private static IEnumerable<string> Each(RunnerInfo runner)
    {
        if (runner.State == RunnerState.Dead)
        {
            yield return $"{Words.Of(runner.Rescheduled, "task")} queued again";
            if (runner.Terminated > 0)
            {
                yield return $"{Words.Of((long)runner.Terminated)} terminated";
            }
        }

        if (runner.StuckTasks > 0)
        {
            yield return $"{Words.Of((long)runner.StuckTasks)} stuck";
        }

        if (runner.IsAlive && runner.ModuleFaults.Count > 0)
        {
            yield return Words.Of(runner.ModuleFaults.Count, "module fault");
        }

        if (runner.IsAlive && runner.OldModuleBuilds > 0)
        {
            yield return Words.Of(runner.OldModuleBuilds, "old build");
        }
    }

    public static Cell Of(RunnerInfo runner) => runner.Paused && runner.IsAlive
        ? new Cell($"{Words.Of(runner.State)}, paused", Tone.Warning)
        : Look.State(runner.State);
}
