using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>What compiled invokers call.</summary>
internal static class InvokerParts
{
    public static ValueTask WaitFor(Task? task, string method) => task is null ? throw NullTask(method) : new ValueTask(task);

    public static InvalidOperationException NullTask(string method) =>
        new($"{method} returned null instead of a Task. Return Task.CompletedTask, or make the method async.");

    /// <summary>A logger of the category <typeparamref name="T"/>; without a factory, the task's own logger under that type. Both write into the task's log.</summary>
    public static ILogger<T> LoggerOf<T>(TaskContext context, IServiceProvider? services) => new TaskLogger<T>(
        services?.GetService(typeof(ILoggerFactory)) is ILoggerFactory factory ? context.Capturing(new Logger<T>(factory)) : context.Logger);

    private sealed class TaskLogger<T>(ILogger logger) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logger.Log(logLevel, eventId, state, exception, formatter);
    }
}
