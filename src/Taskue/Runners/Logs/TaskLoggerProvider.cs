using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>Keeps what is logged inside a task, by whichever logger of the host's, with the task.</summary>
/// <remarks>
/// <c>AddTaskueRunner</c> adds it to the host's logging. Elsewhere add it to the factory that the services of tasks log to:
/// <c>LoggerFactory.Create(logging => logging.AddProvider(new TaskLoggerProvider()))</c>. Outside of a task it does nothing. A message that
/// also goes through <see cref="TaskContext.Logger"/> is kept once. The host's log filters apply, and <see cref="RunnerOptions.MinimumLogLevel"/>.
/// Thread-safe; one serves a process.
/// </remarks>
[ProviderAlias("Taskue")]
public sealed class TaskLoggerProvider : ILoggerProvider
{
    /// <summary>Makes a logger.</summary>
    /// <param name="categoryName">The category; what the runner itself logs is no line of a task's.</param>
    /// <returns>A logger that writes into the log of the task that it is called in.</returns>
    public ILogger CreateLogger(string categoryName) => new AmbientLogger(categoryName is not ("Taskue" or "Taskue.Runner"));

    /// <summary>Does nothing: there is nothing to close.</summary>
    public void Dispose()
    {
    }

    private sealed class AmbientLogger(bool captures) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => captures && !Passing.Now && (TaskContext.Ambient?.Captures(logLevel) ?? false);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (captures && !Passing.Now && TaskContext.Ambient is { } context && context.Captures(logLevel))
            {
                context.Log.Append(logLevel, LogSource.Logger, CapturingLogger.TextOf(state, exception, formatter));
            }
        }
    }
}
