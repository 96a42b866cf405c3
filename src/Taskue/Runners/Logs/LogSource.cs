namespace Taskue;

/// <summary>Where a line of a task's log came from.</summary>
public enum LogSource
{
    /// <summary><c>ILogger</c>.</summary>
    Logger,

    /// <summary>Standard output: <c>Console.Out</c>, or that of a command.</summary>
    Output,

    /// <summary>Standard error: <c>Console.Error</c>, or that of a command.</summary>
    Error,

    /// <summary>The runner itself, of this task: what was cut, how a child process ended.</summary>
    Runner,
}
