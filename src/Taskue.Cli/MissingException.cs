namespace Taskue.Cli;

/// <summary>What was named is not there.</summary>
internal sealed class MissingException(string message) : Exception(message);
