namespace Taskue.Cli.Documents;

/// <summary>What became of one thing that was to be deleted, as JSON.</summary>
internal sealed record DeletionDocument(string Id, string Outcome, string? Detail);
