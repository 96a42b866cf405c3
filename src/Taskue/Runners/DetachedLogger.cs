using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>Logs on the thread pool, in order: for threads that no logger may hold up, such as the one that dispatches.</summary>
/// <remarks>
/// A logger that never returns, as behind a console that nobody reads, keeps one thread of the pool. Then up to <see cref="Most"/> messages wait,
/// and later ones are dropped.
/// </remarks>
internal sealed class DetachedLogger(ILogger inner) : ILogger, IThreadPoolWorkItem
{
    private const int Most = 1000;

    private readonly ConcurrentQueue<Action> waiting = new();
    private bool runs;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <summary>Always: the logger itself is asked on the other thread.</summary>
    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (waiting.Count >= Most)
        {
            return;
        }

        waiting.Enqueue(() =>
        {
            if (inner.IsEnabled(logLevel))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        });
        Run();
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (waiting.TryDequeue(out Action? write))
        {
            write();
        }

        Volatile.Write(ref runs, false);
        if (!waiting.IsEmpty)
        {
            Run();
        }
    }

    private void Run()
    {
        if (!Interlocked.Exchange(ref runs, true))
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
