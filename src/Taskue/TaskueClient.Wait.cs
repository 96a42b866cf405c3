namespace Taskue;

public sealed partial class TaskueClient
{
    /// <summary>How long a wait takes at most where no timeout is given.</summary>
    public static readonly TimeSpan DefaultWaitTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How soon what has ended is read again where Redis gave no answer.</summary>
    private static readonly TimeSpan ReadAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>Of more waits that time out at once only the state is read: thousands of reasons would keep the server busy.</summary>
    private const int MostExplaining = 16;

    private int explaining;

    /// <summary>Waits until a task has ended, however it ended.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="timeout">How long to wait at most. Default: 60 seconds; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="cancellationToken">Stops the wait, not the task.</param>
    /// <returns>The final snapshot. It does not throw because the task failed.</returns>
    /// <exception cref="ArgumentException">The id is malformed, or the timeout negative.</exception>
    /// <exception cref="WaitTimeoutException">The task had not ended in time. It goes on undisturbed.</exception>
    /// <exception cref="NotFoundException">There is no such task (any more).</exception>
    /// <exception cref="StoreException">Redis cannot be reached when the wait begins. Later it is waited for, too.</exception>
    /// <remarks>The end is pushed by the store; nothing polls. Thousands of waits share one subscription.</remarks>
    public async Task<TaskInfo> WaitForTaskAsync(string taskId, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        TaskId.Check(taskId, nameof(taskId));
        return await ReadAtEndAsync("task", taskId, timeout, async () => await reading.AddAsync(taskId).WaitAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("task", taskId, Namespace), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="WaitForTaskAsync(string, TimeSpan?, CancellationToken)"/>
    /// <typeparam name="T">What the task's method returns.</typeparam>
    public async Task<TaskInfo<T>> WaitForTaskAsync<T>(string taskId, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        new(await WaitForTaskAsync(taskId, timeout, cancellationToken).ConfigureAwait(false));

    /// <summary>Waits until a task has ended, and gives its value.</summary>
    /// <typeparam name="T">What the task's method returns.</typeparam>
    /// <param name="taskId">The task's id.</param>
    /// <param name="timeout">How long to wait at most. Default: 60 seconds.</param>
    /// <param name="cancellationToken">Stops the wait, not the task.</param>
    /// <returns>What the method returned.</returns>
    /// <exception cref="TaskFailedException">The task ended in another state than passed; it carries the snapshot.</exception>
    /// <exception cref="WaitTimeoutException">The task had not ended in time. It goes on undisturbed.</exception>
    /// <exception cref="NotFoundException">There is no such task (any more).</exception>
    public async Task<T> WaitForResultAsync<T>(string taskId, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await WaitForTaskAsync(taskId, timeout, cancellationToken).ConfigureAwait(false)).GetResult<T>();

    /// <summary>Waits until a workflow has ended, however it ended.</summary>
    /// <param name="workflowId">The workflow's id.</param>
    /// <param name="timeout">How long to wait at most. Default: 60 seconds; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="cancellationToken">Stops the wait, not the workflow.</param>
    /// <returns>The final snapshot, with every stage and task.</returns>
    /// <exception cref="WaitTimeoutException">The workflow had not ended in time. It goes on undisturbed.</exception>
    /// <exception cref="NotFoundException">There is no such workflow (any more).</exception>
    public async Task<WorkflowInfo> WaitForWorkflowAsync(string workflowId, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        TaskId.Check(workflowId, nameof(workflowId));
        return await ReadAtEndAsync("workflow", workflowId, timeout, () => GetWorkflowAsync(workflowId, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for the end, and reads what has ended; where Redis is away by then, again and again in the time that is left.</summary>
    private async Task<T> ReadAtEndAsync<T>(string what, string id, TimeSpan? timeout, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        TimeSpan limit = timeout ?? DefaultWaitTimeout;
        if (limit < TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), limit, "A wait's timeout must not be negative; Timeout.InfiniteTimeSpan waits for ever.");
        }

        using IDisposable? waiting = TaskContext.Ambient?.BeginWait(id);
        using var late = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            if (!await waiters.WaitAsync(id, either.Token).ConfigureAwait(false))
            {
                throw new NotFoundException(what, id, Namespace);
            }

            while (true)
            {
                try
                {
                    return await read().ConfigureAwait(false);
                }
                catch (StoreException fault) when (fault.IsTransient)
                {
                    await Task.Delay(ReadAgain, clock, either.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw await TooLateAsync(what, id, limit, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<WaitTimeoutException> TooLateAsync(string what, string id, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref explaining) > MostExplaining)
            {
                return new WaitTimeoutException(what, id, limit, await StateOfAsync(what, id, cancellationToken).ConfigureAwait(false), null);
            }

            Explanation why = await ExplainAsync(id, brief: true, cancellationToken).ConfigureAwait(false);
            string state = why.Details.FirstOrDefault(detail => detail.Name == "state")?.Value ?? (why.Code == "not_found" ? "gone" : "unfinished");
            return new WaitTimeoutException(what, id, limit, state, why.Code is "finished" or "not_found" ? null : why);
        }
        catch (StoreException fault)
        {
            return new WaitTimeoutException(what, id, limit, fault.IsTransient ? "unknown (Redis cannot be reached)" : "unreadable", null);
        }
        finally
        {
            Interlocked.Decrement(ref explaining);
        }
    }

    private async Task<string> StateOfAsync(string what, string id, CancellationToken cancellationToken) => what == "task"
        ? (await store.GetAsync([id], full: false, cancellationToken).ConfigureAwait(false)) is [var task] ? Words.Of(task.State) : "gone"
        : await store.GetFlowAsync(id, cancellationToken).ConfigureAwait(false) is { } flow ? Words.Of(flow.State) : "gone";

    private async Task<IReadOnlyList<TaskInfo?>> ReadBatchAsync(IReadOnlyList<string> taskIds)
    {
        var found = (await store.GetAsync(taskIds, full: true).ConfigureAwait(false)).GroupBy(task => task.Id).ToDictionary(group => group.Key, group => group.First());
        return [.. taskIds.Select(id => found.GetValueOrDefault(id))];
    }
}
