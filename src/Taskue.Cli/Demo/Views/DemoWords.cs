using Taskue.Cli.Output;

namespace Taskue.Cli.Demo.Views;

/// <summary>What the demo says in words of its own.</summary>
internal static class DemoWords
{
    /// <summary>How long a task's last attempt took, or has taken by the server's clock.</summary>
    public static TimeSpan? Ran(TaskInfo task) => task.StartedAt is { } started && task.ExecutedAt is { } ended ? ended - started : null;

    /// <summary>What happened, where the report is, and what to try next: three lines.</summary>
    public static IReadOnlyList<string> Ending(DemoEnd end)
    {
        WorkflowInfo workflow = end.Last.Workflow;
        string what = $"{Words.Of(workflow.State)}: {Words.Of((int)workflow.Counts.Total, "task")} in {Words.Of(end.Last.Elapsed)}"
            + (end.Totals is { } totals ? $"; {Words.Of(totals.All.Files, "file")}, {Words.Of(totals.All.Lines)} lines, {Words.Of(totals.All.Words)} words, {Words.Of(totals.All.Bytes)} bytes" : "");
        return
        [
            what + (end.Passed ? ". One task was retried until it passed, one was allowed to fail, one had no reason to run." : "."),
            end.Passed ? $"The report is in {end.Report}" : $"There is no report: {FirstFailure(workflow)}",
            "Next: taskue dev keeps a server, runners and sample work going, so that you can try every command; taskue --help shows all.",
        ];
    }

    private static string FirstFailure(WorkflowInfo workflow) =>
        workflow.Stages.SelectMany(stage => stage.Tasks).FirstOrDefault(task => task.State.IsFailure() && !task.AllowFailure) is { } task
            ? $"'{task.Title}' {Words.Of(task.State)}: {task.Error?.Message.ReplaceLineEndings(" ") ?? "no reason was kept"}"
            : "no task failed";
}
