using Taskue.Cli.Demo.Work;

namespace Taskue.Cli.Demo;

/// <summary>The workflow that the demo runs: count every file, sum up, report.</summary>
internal static class DemoWorkflow
{
    public static readonly IReadOnlyList<string> StageNames = ["count", "aggregate", "report"];

    public static WorkflowSpec Of(DemoFiles files, string report) => new("demo: count, aggregate, report",
        [
            [
                TaskSpec.Call(() => DemoTasks.FlakyAsync(TaskContext.Current, CancellationToken.None)) with
                {
                    Title = "flaky: passes at its third attempt", Retries = DemoTasks.FlakyFailures,
                },
                TaskSpec.Call(() => DemoTasks.OptionalAsync()) with { Title = "optional: may fail, and does", AllowFailure = true },
                .. files.Names.Select(name => Count(files.Folder, name)),
            ],
            [TaskSpec.Call(() => DemoTasks.AggregateAsync(TaskContext.Current, CancellationToken.None)) with { Title = "aggregate" }],
            [
                TaskSpec.Call(() => DemoTasks.WriteReportAsync(report, files.Folder, TaskContext.Current, CancellationToken.None)) with { Title = "report" },
                TaskSpec.Call(() => DemoTasks.CleanUpAsync()) with { Title = "clean up: only on failure", When = RunWhen.OnFailure },
            ],
        ]);

    private static TaskSpec<FileCount> Count(string folder, string name) =>
        TaskSpec.Call(() => DemoTasks.CountAsync(folder, name, CancellationToken.None)) with
        {
            Title = $"count {Printable(name)}", Timeout = TimeSpan.FromSeconds(30),
        };

    /// <summary>A file's name as a title can hold it: one line of at most 240 characters.</summary>
    internal static string Printable(string name)
    {
        string line = string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
        return line.Length <= 240 ? line : "…" + line[^239..];
    }
}
