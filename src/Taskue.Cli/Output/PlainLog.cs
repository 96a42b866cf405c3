using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Taskue.Cli.Output;

/// <summary>Logs as plain lines, <c>12:00:01 warn Taskue.Runner: …</c>, with the task where there is one.</summary>
internal sealed class PlainLog(TextWriter output, bool verbose, TimeProvider clock) : ILoggerFactory
{
    private readonly LogLevel least = verbose ? LogLevel.Debug : LogLevel.Information;

    // What the commands say themselves: started, stopping, stopped.
    private static readonly int[] SaidElsewhere = [1100, 1102, 1103];

    private readonly TextWriter output = TextWriter.Synchronized(output);
    private readonly LoggerExternalScopeProvider scopes = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It writes plain lines only.");

    public void Dispose()
    {
    }

    private void Write(string category, LogLevel level, EventId id, string message, Exception? exception)
    {
        if (!verbose && SaidElsewhere.Contains(id.Id))
        {
            return;
        }

        string? task = null;
        scopes.ForEachScope(
            (scope, _) => task = scope is IEnumerable<KeyValuePair<string, object>> pairs
                ? pairs.FirstOrDefault(pair => pair.Key == "TaskId").Value as string ?? task
                : task,
            0);
        string fault = exception is null ? "" : verbose ? Environment.NewLine + Look.Safe(exception.ToString(), lines: true) : $" ({exception.GetType().Name}: {Look.Safe(exception.Message)})";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{clock.GetLocalNow():HH:mm:ss} {Words.Of(level)} {category}{(task is null ? "" : $" {task}")}: {Look.Safe(message)}{fault}"));
    }

    private sealed class Logger(PlainLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= log.least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Write(category, logLevel, eventId, formatter(state, exception), exception);
            }
        }
    }
}
