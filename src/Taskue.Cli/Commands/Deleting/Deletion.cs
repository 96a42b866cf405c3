namespace Taskue.Cli.Commands.Deleting;

/// <summary>What became of one thing that was to be deleted.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Outcome"><c>deleted</c>, <c>missing</c>, <c>refused</c>, or <c>chosen</c> where nothing was done yet.</param>
/// <param name="Detail">Its title, or why it is still there.</param>
internal sealed record Deletion(string Id, string Outcome, string? Detail);
