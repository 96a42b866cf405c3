using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>The loggers of a child: they give each message on to the runner, which logs it where it logs.</summary>
internal sealed class ChildLoggers(LogLevel least, Action<LogLevel, string, int, string> give) : ILoggerFactory, ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new ChildLogger(this, categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class ChildLogger(ChildLoggers loggers, string category) : ILogger
    {
        private LogLevel Least => loggers.Least;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= Least && logLevel < LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                string text = formatter(state, exception);
                loggers.Give(logLevel, category, eventId.Id, exception is null ? text : text + Environment.NewLine + ExceptionText.Of(exception).Detail);
            }
        }
    }

    private LogLevel Least => least;

    private void Give(LogLevel level, string category, int id, string text) => give(level, category, id, text);
}
