using System.Text.Json;
using System.Text.Json.Serialization;
using Taskue.Cli.Demo.Work;
using Taskue.Cli.Output;

namespace Taskue.Cli.Demo.Views;

/// <summary>Nothing until the end, and then one document.</summary>
internal sealed class JsonView(TextWriter output) : IDemoView
{
    public void Begin(DemoFiles files, int runners)
    {
    }

    public Task<DemoEnd> ShowAsync(Func<Action<DemoSnapshot>, Task<DemoEnd>> run) => run(static _ => { });

    public void End(DemoEnd end)
    {
        WorkflowInfo workflow = end.Last.Workflow;
        var document = new DemoDocument(
            workflow.Id, workflow.Title, Words.Of(workflow.State), Milliseconds(workflow.StartedAt, workflow.DoneAt),
            end.Files.Folder, end.Files.Names.Count, end.Files.Cut,
            [.. workflow.Stages.Select(Stage)], [.. workflow.Stages.SelectMany(stage => stage.Tasks.Select(task => Task(stage, task)))],
            [.. end.Last.Runners.Select(runner => Runner(runner, workflow))],
            end.Totals is null ? null : new DocumentReport(end.Report, end.Totals));
        output.WriteLine(JsonSerializer.Serialize(document, DemoJson.Readable.DemoDocument));
    }

    private static DocumentStage Stage(StageInfo stage) => new(
        stage.Index, DemoWorkflow.StageNames[stage.Index], Words.Of(stage.State), stage.Ran?.TotalMilliseconds,
        stage.Tasks.GroupBy(task => task.State).OrderBy(group => group.Key).ToDictionary(group => Words.Of(group.Key), group => group.Count()));

    private static DocumentTask Task(StageInfo stage, TaskInfo task) => new(
        task.Id, task.Title, stage.Index, Words.Of(task.State), task.Attempts, task.Starts, task.AllowFailure, task.RunnerName,
        Milliseconds(task.QueuedAt, task.StartedAt), Milliseconds(task.StartedAt, task.ExecutedAt), task.Error?.Message);

    private static DocumentRunner Runner(RunnerInfo runner, WorkflowInfo workflow) => new(
        runner.Name, Words.Of(runner.State), runner.ProcessId,
        workflow.Stages.Sum(stage => stage.Tasks.Count(task => task.State.IsFinal() && task.RunnerName == runner.Name)));

    private static double? Milliseconds(DateTimeOffset? from, DateTimeOffset? to) => (to - from)?.TotalMilliseconds;
}

/// <summary>What <c>taskue demo --json</c> prints.</summary>
internal sealed record DemoDocument(
    string Id, string Title, string State, double? DurationMs, string Folder, int Files, bool FilesCut,
    IReadOnlyList<DocumentStage> Stages, IReadOnlyList<DocumentTask> Tasks, IReadOnlyList<DocumentRunner> Runners, DocumentReport? Report);

/// <summary>A stage of it. <paramref name="Counts"/> has how many tasks are in which state.</summary>
internal sealed record DocumentStage(int Index, string Name, string State, double? DurationMs, IReadOnlyDictionary<string, int> Counts);

/// <summary>A task of it: how long it waited in its queue the last time, and how long its last attempt ran.</summary>
internal sealed record DocumentTask(
    string Id, string Title, int Stage, string State, int Attempts, long Starts, bool AllowFailure, string? Runner,
    double? WaitedMs, double? DurationMs, string? Error);

/// <summary>A runner of it, as it stood at the workflow's end, and how many tasks ended on it.</summary>
internal sealed record DocumentRunner(string Name, string State, int ProcessId, int Tasks);

/// <summary>Where the report is, and its sums.</summary>
internal sealed record DocumentReport(string Path, DemoTotals Totals);

[JsonSerializable(typeof(DemoDocument))]
internal sealed partial class DemoJson : JsonSerializerContext
{
    /// <summary>Text as it is, not as escapes: it goes to a terminal or a program, not into a page.</summary>
    public static DemoJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = ReadableJson.Encoder,
    });
}
