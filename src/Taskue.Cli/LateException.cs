namespace Taskue.Cli;

/// <summary>A wait of the command line's own ended before what was waited for.</summary>
internal sealed class LateException(string message) : Exception(message);
