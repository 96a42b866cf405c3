namespace Taskue;

/// <summary>Joins what many callers ask for at once into few calls: while one call is under way, what comes is gathered for the next.</summary>
/// <remarks>A lone caller waits for nobody. Thread-safe.</remarks>
internal sealed class Coalescer<TItem, TResult>(
    int most, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> call, Func<TItem, int>? bytesOf = null)
{
    private readonly Lock gate = new();
    private List<Caller> waiting = [];
    private bool running;

    public Task<TResult> AddAsync(TItem item)
    {
        var caller = new Caller(item);
        lock (gate)
        {
            if (running)
            {
                waiting.Add(caller);
                return caller.Task;
            }

            running = true;
        }

        _ = RunAsync([caller]);
        return caller.Task;
    }

    private async Task RunAsync(List<Caller> callers)
    {
        var items = new TItem[callers.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = callers[i].Item;
        }

        IReadOnlyList<TResult>? results = null;
        Exception? fault = null;
        try
        {
            results = await call(items).ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            fault = thrown;
        }

        // The server works on the next call while the callers of this one go on.
        Next();
        for (int i = 0; i < callers.Count; i++)
        {
            callers[i].Answer(results is null ? default : results[i], fault, here: i == callers.Count - 1);
        }
    }

    private void Next()
    {
        List<Caller> next;
        lock (gate)
        {
            running = waiting.Count > 0;
            if (!running)
            {
                return;
            }

            int count = Count_NeedsLock();
            (next, waiting) = count == waiting.Count ? (waiting, []) : (waiting[..count], waiting[count..]);
        }

        _ = RunAsync(next);
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

    /// <summary>One who waits. What he does next runs on a thread of its own: it may block, and others of the same call must not wait for that.</summary>
    private sealed class Caller(TItem item) : TaskCompletionSource<TResult>, IThreadPoolWorkItem
    {
        private TResult? result;
        private Exception? fault;

        public TItem Item => item;

        /// <param name="given">What he asked for.</param>
        /// <param name="thrown">What went wrong instead.</param>
        /// <param name="here">Goes on on this thread, which has nothing else to do: a lone caller is spared a change of threads.</param>
        public void Answer(TResult? given, Exception? thrown, bool here)
        {
            (result, fault) = (given, thrown);
            if (here)
            {
                Execute();
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            }
        }

        public void Execute() => _ = fault is null ? TrySetResult(result!) : TrySetException(fault);
    }
}
