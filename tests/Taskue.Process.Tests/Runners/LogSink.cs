using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Taskue.RunnerTests;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogSink : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text, Exception? Fault, LogLevel Level)> lines = new();

    public IReadOnlyList<(int Id, string Text, Exception? Fault, LogLevel Level)> Lines => [.. lines];

    public int Count(int id) => lines.Count(line => line.Id == id);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue((eventId.Id, formatter(state, exception), exception, logLevel));

    public void Dispose()
    {
    }
}
