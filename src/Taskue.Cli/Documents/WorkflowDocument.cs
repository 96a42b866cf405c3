using System.Text.Json;
using Taskue.Cli.Output;

namespace Taskue.Cli.Documents;

/// <summary>A workflow as JSON. In lists its stages have no tasks.</summary>
internal sealed record WorkflowDocument(
    string Id, string Title, string State, int StageCount, int StagesDone, long Failures, int Warnings, IReadOnlyDictionary<string, long> Tasks,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, double? DurationMs, WorkflowReasonDocument? Why,
    IReadOnlyList<StageDocument> Stages)
{
    public static JsonElement Of(WorkflowInfo workflow) => Of(workflow, null);

    /// <param name="workflow">The workflow.</param>
    /// <param name="why">Why it has not ended; null in lists, and where it has.</param>
    public static JsonElement Of(WorkflowInfo workflow, Explanation? why) => JsonSerializer.SerializeToElement(new WorkflowDocument(
        workflow.Id, workflow.Title, Words.Of(workflow.State), workflow.StageCount, workflow.StagesDone, workflow.Failures, workflow.Warnings,
        Enum.GetValues<TaskState>().ToDictionary(Words.Of, state => workflow.Counts[state]),
        workflow.CreatedAt, workflow.StartedAt, workflow.DoneAt, (workflow.DoneAt - workflow.StartedAt)?.TotalMilliseconds,
        why is null ? null : new WorkflowReasonDocument(why.Code, why.Sentence, why.TaskId, why.NextSteps),
        [.. workflow.Stages.Select(stage => new StageDocument(
            stage.Index, Words.Of(stage.State), stage.TaskCount, stage.StartedAt, stage.DoneAt, stage.Ran?.TotalMilliseconds,
            [.. stage.Tasks.Select(TaskDocument.Of)]))]), CliJson.Readable.WorkflowDocument);
}

/// <summary>Why a workflow has not ended: the reason, the task that it is about, and what to do.</summary>
internal sealed record WorkflowReasonDocument(string Code, string Sentence, string? Task, IReadOnlyList<string> NextSteps);

/// <summary>A stage of a workflow.</summary>
internal sealed record StageDocument(
    int Index, string State, int TaskCount, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, double? DurationMs, IReadOnlyList<JsonElement> Tasks);
