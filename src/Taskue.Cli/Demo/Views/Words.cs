using System.Globalization;

namespace Taskue.Cli.Demo.Views;

/// <summary>States and times in words.</summary>
internal static class Words
{
    public static string Of(TaskState state) => state switch
    {
        TaskState.Created => "created",
        TaskState.Pending => "pending",
        TaskState.Running => "running",
        TaskState.Passed => "passed",
        TaskState.Failed => "failed",
        TaskState.Errored => "errored",
        TaskState.TimedOut => "timedout",
        TaskState.Terminated => "terminated",
        TaskState.Skipped => "skipped",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string Of(StageState state) => state switch
    {
        StageState.Pending => "pending",
        StageState.Running => "running",
        StageState.Passed => "passed",
        StageState.Failed => "failed",
        StageState.Skipped => "skipped",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string Of(WorkflowState state) => state switch
    {
        WorkflowState.Pending => "pending",
        WorkflowState.Running => "running",
        WorkflowState.Passed => "passed",
        WorkflowState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string Of(RunnerState state) => state switch
    {
        RunnerState.Idle => "idle",
        RunnerState.Busy => "busy",
        RunnerState.Stopping => "stopping",
        RunnerState.Stopped => "stopped",
        RunnerState.Dead => "dead",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string Of(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    public static string Of(long number) => number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ');

    public static string Of(int number, string thing) => $"{Of(number)} {thing}{(number == 1 ? "" : "s")}";

    /// <summary>How long a task's last attempt took, or has taken by the server's clock.</summary>
    public static TimeSpan? Ran(TaskInfo task) => task.StartedAt is { } started && task.ExecutedAt is { } ended ? ended - started : null;

    /// <summary>What happened, where the report is, and what to try next: three lines.</summary>
    public static IReadOnlyList<string> Ending(DemoEnd end)
    {
        WorkflowInfo workflow = end.Last.Workflow;
        string what = $"{Of(workflow.State)}: {Of((int)workflow.Counts.Total, "task")} in {Of(end.Last.Elapsed)}"
            + (end.Totals is { } totals ? $"; {Of(totals.All.Files, "file")}, {Of(totals.All.Lines)} lines, {Of(totals.All.Words)} words, {Of(totals.All.Bytes)} bytes" : "");
        return
        [
            what + (end.Passed ? ". One task was retried until it passed, one was allowed to fail, one had no reason to run." : "."),
            end.Passed ? $"The report is in {end.Report}" : $"There is no report: {FirstFailure(workflow)}",
            "Next: taskue demo FOLDER counts files of yours; taskue runner start serves a Redis of yours; taskue --help shows all.",
        ];
    }

    private static string FirstFailure(WorkflowInfo workflow) =>
        workflow.Stages.SelectMany(stage => stage.Tasks).FirstOrDefault(task => task.State.IsFailure() && !task.AllowFailure) is { } task
            ? $"'{task.Title}' {Of(task.State)}: {task.Error?.Message.ReplaceLineEndings(" ") ?? "no reason was kept"}"
            : "no task failed";
}
