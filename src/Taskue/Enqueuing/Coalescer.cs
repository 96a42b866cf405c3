namespace Taskue;

/// <summary>Joins what many callers ask for at once into few calls: while one call is under way, what comes is gathered for the next.</summary>
/// <remarks>A lone caller waits for nobody. Thread-safe.</remarks>
internal sealed class Coalescer<TItem, TResult>(
    int most, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> call, Func<TItem, int>? bytesOf = null)
{
    private readonly Lock gate = new();
    private List<(TItem Item, TaskCompletionSource<TResult> Done)> waiting = [];
    private bool running;

    public Task<TResult> AddAsync(TItem item)
    {
        var done = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Add((item, done));
            if (running)
            {
                return done.Task;
            }

            running = true;
        }

        _ = DrainAsync();
        return done.Task;
    }

    private async Task DrainAsync()
    {
        while (true)
        {
            List<(TItem Item, TaskCompletionSource<TResult> Done)> batch;
            lock (gate)
            {
                if (waiting.Count == 0)
                {
                    running = false;
                    return;
                }

                int count = Count_NeedsLock();
                batch = waiting[..count];
                waiting = waiting[count..];
            }

            try
            {
                IReadOnlyList<TResult> results = await call([.. batch.Select(one => one.Item)]).ConfigureAwait(false);
                for (int i = 0; i < batch.Count; i++)
                {
                    batch[i].Done.TrySetResult(results[i]);
                }
            }
            catch (Exception fault)
            {
                foreach ((_, TaskCompletionSource<TResult> done) in batch)
                {
                    done.TrySetException(fault);
                }
            }
        }
    }

    /// <summary>How many of those who wait fit into one call: at least one.</summary>
    private int Count_NeedsLock()
    {
        int count = 0;
        for (long bytes = 0; count < waiting.Count && count < most && bytes < Limits.BatchBytes; count++)
        {
            bytes += bytesOf?.Invoke(waiting[count].Item) ?? 0;
        }

        return count;
    }
}
