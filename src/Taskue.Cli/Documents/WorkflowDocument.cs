using System.Text.Json;
using Taskue.Cli.Output;

namespace Taskue.Cli.Documents;

/// <summary>A workflow as JSON. In lists its stages have no tasks.</summary>
internal sealed record WorkflowDocument(
    string Id, string Title, string State, int StageCount, int StagesDone, int Warnings, IReadOnlyDictionary<string, long> Tasks,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, double? DurationMs, IReadOnlyList<StageDocument> Stages)
{
    public static JsonElement Of(WorkflowInfo workflow) => JsonSerializer.SerializeToElement(new WorkflowDocument(
        workflow.Id, workflow.Title, Words.Of(workflow.State), workflow.StageCount, workflow.StagesDone, workflow.Warnings,
        Enum.GetValues<TaskState>().ToDictionary(Words.Of, state => workflow.Counts[state]),
        workflow.CreatedAt, workflow.StartedAt, workflow.DoneAt, (workflow.DoneAt - workflow.StartedAt)?.TotalMilliseconds,
        [.. workflow.Stages.Select(stage => new StageDocument(
            stage.Index, Words.Of(stage.State), stage.TaskCount, stage.StartedAt, stage.DoneAt, (stage.DoneAt - stage.StartedAt)?.TotalMilliseconds,
            [.. stage.Tasks.Select(TaskDocument.Of)]))]), CliJson.Readable.WorkflowDocument);
}

/// <summary>A stage of a workflow.</summary>
internal sealed record StageDocument(
    int Index, string State, int TaskCount, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, double? DurationMs, IReadOnlyList<JsonElement> Tasks);
