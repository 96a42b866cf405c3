namespace Taskue.Cli.Output;

/// <summary>What a command prints does not arrive: the disk is full, or standard output is closed.</summary>
internal sealed class OutputException(string message, Exception? inner = null) : IOException(message, inner);
