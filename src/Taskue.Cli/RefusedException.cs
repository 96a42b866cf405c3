namespace Taskue.Cli;

/// <summary>It is not done: in the present state, or because someone said no.</summary>
internal sealed class RefusedException(string message) : Exception(message);
