using System.CommandLine;
using System.Globalization;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Runners;

/// <summary><c>taskue runner get</c>.</summary>
internal static class RunnerGetCommand
{
    private const int MostRuns = 10;

    private static readonly Argument<string[]> Names = RunnerNames.Argument();

    private static readonly Column<TaskInfo>[] Tasks =
    [
        new("id", static (task, _) => task.Id),
        new("queue", static (task, _) => task.Queue) { Gives = true },
        new("title", static (task, _) => task.Title) { Gives = true },
        new("attempt", static (task, _) => $"{task.Attempts}/{task.Retries + 1}") { IsRight = true },
        new("for", static (task, look) => task.StartedAt is { } started ? Words.Of(look.Since(started)) : "") { IsRight = true },
    ];

    public static Command Build() => new ExampleCommand("get", "Shows runners whole: state, queues, heartbeat, and what each runs now.",
        "taskue runner get worker-1",
        "taskue runner get worker-1 worker-2 --json")
    {
        Names,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        TaskueClient taskue = await call.ConnectAsync();
        var runners = new List<RunnerInfo>();
        foreach (string name in call.Value(Names).Distinct(StringComparer.Ordinal))
        {
            runners.Add(await call.Checked(() => taskue.GetRunnerAsync(name)));
        }

        call.Printer.Each(RunnerForm.Form, runners, Write);
        return ExitCodes.Passed;
    }

    private static void Write(RunnerInfo runner, Sheet sheet)
    {
        Look look = sheet.Look;
        sheet.Add("Runner", new(runner.Name, Tone.Strong))
            .Add("State", RunnerForm.Of(runner))
            .Add("Running", $"{runner.Running} of {runner.Concurrency}")
            .Add("Queues", string.Join(", ", runner.Queues))
            .Add("Host", runner.Host)
            .Add("Process", runner.ProcessId.ToString(CultureInfo.InvariantCulture))
            .Add("Version", runner.Version)
            .Add("May run", Some(runner.Runs))
            .Add("Can", string.Join(", ", runner.Capabilities))
            .Add("Started", look.FullTime(runner.StartedAt))
            .Add("Ended", look.FullTime(runner.EndedAt))
            .Add("Heartbeat", runner.IsAlive && runner.HeartbeatExpiresAt is { } expires ? $"counts as dead {look.Time(expires)} without another" : "")
            .Add("After its end", runner.IsAlive || runner.Rescheduled + runner.Terminated == 0 ? ""
                : $"{Words.Of(runner.Rescheduled, "task")} queued again, {Words.Of((long)runner.Terminated)} terminated")
            .Add("Stuck", runner.StuckTasks == 0 ? ""
                : new Cell($"{Words.Of((long)runner.StuckTasks)} ignored the timeout and still {(runner.StuckTasks == 1 ? "runs" : "run")}", Tone.Warning))
            .Add("Old builds", runner.OldModuleBuilds == 0 ? "" : new Cell($"{Words.Of((long)runner.OldModuleBuilds)} still in memory", Tone.Warning));
        if (runner.ModuleFaults.Count > 0)
        {
            sheet.Text("Modules that it cannot use", string.Join('\n', runner.ModuleFaults), Tone.Bad);
        }

        if (runner.Tasks.Count > 0)
        {
            sheet.Heading("Runs now").Rows(Tasks, runner.Tasks);
        }
    }

    private static string Some(IReadOnlyList<string> runs) => string.Join(", ", runs.Take(MostRuns))
        + (runs.Count > MostRuns ? $" and {runs.Count - MostRuns} more" : "");
}
