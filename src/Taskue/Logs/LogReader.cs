using System.Runtime.CompilerServices;
using Taskue.Store;

namespace Taskue;

/// <summary>Goes through one task's log, page by page, from a place that is kept here. Not thread-safe.</summary>
internal sealed class LogReader(IStore store, string taskId, LogQuery query, LogPlace? from = null, LogPatience? patience = null)
{
    private LogPlace? place = from;

    /// <summary>Whether the task has ended and everything was given.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The next page; null if there is no such task (any more).</summary>
    public Task<LogPage?> ReadAsync(CancellationToken cancellationToken) =>
        patience is null ? ReadOnceAsync(cancellationToken) : patience.TryAsync(ReadOnceAsync, cancellationToken);

    /// <summary>What there is now, to its end.</summary>
    /// <param name="missing">Thrown if there is no such task; null where that is no error.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<LogEntry> RestAsync(Func<Exception>? missing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken).ConfigureAwait(false) is { } page)
        {
            foreach (LogEntry entry in page.Entries)
            {
                yield return entry;
            }

            if (!page.HasMore)
            {
                yield break;
            }
        }

        if (missing is not null)
        {
            throw missing();
        }
    }

    private async Task<LogPage?> ReadOnceAsync(CancellationToken cancellationToken)
    {
        place ??= query.Tail is { } tail ? await store.FindLogTailAsync(taskId, query.Filter, tail, cancellationToken).ConfigureAwait(false) : LogPlace.Beginning;
        if (place is not { } start || await store.ReadLogAsync(taskId, start, query.Filter, query.Limit, cancellationToken).ConfigureAwait(false) is not { } slice)
        {
            return null;
        }

        place = slice.Next;
        IsComplete = slice.Ended && !slice.More;
        return new LogPage(slice.Entries, slice.Next.ToString(), slice.More, IsComplete);
    }
}
