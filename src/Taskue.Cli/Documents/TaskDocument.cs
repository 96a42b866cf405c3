using System.Text.Json;
using System.Text.Json.Serialization;
using Taskue.Cli.Output;

namespace Taskue.Cli.Documents;

/// <summary>A task as JSON.</summary>
internal sealed record TaskDocument(
    string Id, string Title, string State, string? Reason, string Queue, string Method, string? Workflow, int? Stage,
    int Attempts, int Retries, long Starts, int RunnerDeaths, string When, bool AllowFailure, bool AllowRescheduling, double? TimeoutMs,
    string? Runner, DateTimeOffset CreatedAt, DateTimeOffset? QueuedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt,
    double? WaitedMs, double? DurationMs, ErrorDocument? Error,
    [property: JsonConverter(typeof(StoredJson))] string? Arguments, [property: JsonConverter(typeof(StoredJson))] string? Result,
    IReadOnlyList<AttemptDocument> EarlierAttempts)
{
    public static JsonElement Of(TaskInfo task) => JsonSerializer.SerializeToElement(new TaskDocument(
        task.Id, task.Title, Words.Of(task.State), task.Reason, task.Queue, task.Method, task.WorkflowId, task.Stage,
        task.Attempts, task.Retries, task.Starts, task.RunnerDeaths, Words.Of(task.When), task.AllowFailure, task.AllowRescheduling, task.Timeout?.TotalMilliseconds,
        task.RunnerName, task.CreatedAt, task.QueuedAt, task.StartedAt, task.EndedAt,
        (task.StartedAt - task.QueuedAt)?.TotalMilliseconds, (task.ExecutedAt - task.StartedAt)?.TotalMilliseconds, ErrorDocument.Of(task.Error),
        task.ArgumentsJson, task.ResultJson,
        [.. task.EarlierAttempts.Select(attempt => new AttemptDocument(
            attempt.Starts, attempt.Outcome, attempt.RunnerName, attempt.StartedAt, attempt.EndedAt, ErrorDocument.Of(attempt.Error)))]),
        CliJson.Readable.TaskDocument);
}

/// <summary>What went wrong in an attempt.</summary>
internal sealed record ErrorDocument(string Type, string Message, string? Detail)
{
    public static ErrorDocument? Of(TaskError? error) => error is null ? null : new(error.Type, error.Message, error.Detail);
}

/// <summary>A start before the last one.</summary>
internal sealed record AttemptDocument(
    long Start, string Outcome, string? Runner, DateTimeOffset StartedAt, DateTimeOffset EndedAt, ErrorDocument? Error);
