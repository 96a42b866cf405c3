using Microsoft.Extensions.Logging;

namespace Taskue.ProcessHost;

/// <summary>Prints each log record as one line: <c>log ID text</c>.</summary>
internal sealed class HostLog : ILoggerFactory, ILogger
{
    // The console itself: what a runner says while it runs a task is not what the task prints.
    private readonly TextWriter console = Console.Out;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        console.WriteLine($"log {eventId.Id} {formatter(state, exception)}{(exception is null ? "" : ": " + exception.Message.ReplaceLineEndings(" "))}");

    public void Dispose()
    {
    }
}
