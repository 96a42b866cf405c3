using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>A task's logger: into the task's log, and on to the host's logger with the task's id and start in scope.</summary>
internal sealed class CapturingLogger(RunningTask attempt, ILogger? inner) : ILogger
{
    private readonly KeyValuePair<string, object>[] scope = [new("TaskId", attempt.TaskId), new("Starts", attempt.Starts)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner?.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => attempt.Captures(logLevel) || (inner?.IsEnabled(logLevel) ?? false);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!Passing.Now && attempt.Captures(logLevel))
        {
            attempt.Log.Append(logLevel, LogSource.Logger, TextOf(state, exception, formatter));
        }

        if (inner is not null && inner.IsEnabled(logLevel))
        {
            using (Passing.Begin())
            using (inner.BeginScope(scope))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }

    internal static string TextOf<TState>(TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string text = formatter(state, exception);
        return exception is null ? text : text.Length == 0 ? ExceptionText.Of(exception).Detail : text + "\n" + ExceptionText.Of(exception).Detail;
    }
}
