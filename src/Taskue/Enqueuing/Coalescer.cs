namespace Taskue;

/// <summary>Joins what many callers ask for at once into few calls: while one call is under way, what comes is gathered for the next.</summary>
/// <remarks>A lone caller waits for nobody. Thread-safe.</remarks>
internal sealed class Coalescer<TItem, TResult>(int most, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> call)
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

                batch = waiting.Count <= most ? waiting : waiting[..most];
                waiting = waiting.Count <= most ? [] : waiting[most..];
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
}
