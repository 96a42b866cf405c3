namespace Taskue.Cli.Documents;

/// <summary>A transition as JSON: a task, a stage or a workflow that came into a state.</summary>
internal sealed record StepDocument(string Kind, string Id, int? Stage, string Title, string State, int? Attempt, double? DurationMs, string? Runner, string? Error);
