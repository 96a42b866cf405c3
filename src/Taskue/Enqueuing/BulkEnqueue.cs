using Taskue.Store;

namespace Taskue;

/// <summary>What became of the tasks given to <c>EnqueueManyAsync</c>.</summary>
/// <param name="Stored">How many were stored and queued.</param>
/// <param name="AlreadyThere">How many were stored before, under the same id; they were left as they are.</param>
public sealed record EnqueueManyResult(long Stored, long AlreadyThere);

/// <summary>Bulk enqueue broke off. Tasks with ids of the caller's (<see cref="TaskId.New()"/>) can safely be sent again.</summary>
public sealed class EnqueueManyException : TaskueException
{
    internal EnqueueManyException(string code, long applied, long unknown, long notApplied, Exception inner)
        : base(code, $"Bulk enqueue broke off: {applied} tasks are stored, {unknown} may be stored, {notApplied} that were taken from the sequence are not. {inner.Message}", inner)
    {
        (AppliedCount, UnknownCount, NotAppliedCount) = (applied, unknown, notApplied);
        IsTransient = inner is TaskueException { IsTransient: true };
        Outcome = unknown > 0 ? WriteOutcome.Unknown : applied > 0 ? WriteOutcome.Applied : WriteOutcome.NotApplied;
    }

    /// <summary>How many tasks are stored.</summary>
    public long AppliedCount { get; }

    /// <summary>How many tasks were sent without an answer: they may or may not be stored.</summary>
    public long UnknownCount { get; }

    /// <summary>How many tasks were taken from the sequence and are not stored.</summary>
    public long NotAppliedCount { get; }
}

/// <summary>One bulk enqueue: chunks of tasks, a few calls under way at once.</summary>
internal sealed class BulkEnqueue(IStore store, TaskIdSource ids, int maxPayloadBytes)
{
    private const int ChunkTasks = 500;
    private const int ChunkBytes = 1024 * 1024;
    private const int CallsUnderWay = 3;

    private readonly Queue<(Task<int> Call, int Tasks)> underWay = new();
    private List<NewTask> chunk = new(ChunkTasks);
    private int chunkBytes;
    private long stored;
    private long known;
    private long unknown;
    private long notApplied;

    public Task<EnqueueManyResult> RunAsync(IAsyncEnumerable<TaskSpec> tasks, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            await foreach (TaskSpec task in tasks.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (Add(task))
                {
                    await SendAsync().ConfigureAwait(false);
                }
            }
        }, cancellationToken);

    /// <remarks>A loop of its own: what is there already needs no await for each task.</remarks>
    public Task<EnqueueManyResult> RunAsync(IEnumerable<TaskSpec> tasks, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            foreach (TaskSpec task in tasks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Add(task))
                {
                    await SendAsync().ConfigureAwait(false);
                }
            }
        }, cancellationToken);

    private async Task<EnqueueManyResult> RunAsync(Func<Task> addAllAsync, CancellationToken cancellationToken)
    {
        try
        {
            await addAllAsync().ConfigureAwait(false);
            if (chunk.Count > 0)
            {
                await SendAsync().ConfigureAwait(false);
            }

            while (underWay.Count > 0)
            {
                await TakeAnswerAsync().ConfigureAwait(false);
            }
        }
        catch (Exception fault)
        {
            await SettleAsync().ConfigureAwait(false);
            if (fault is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            throw new EnqueueManyException(fault is TaskueException known ? known.Code : ErrorCodes.InvalidAction, this.known, unknown, notApplied + chunk.Count, fault);
        }

        return new EnqueueManyResult(stored, known - stored);
    }

    /// <summary>Whether the chunk is full with it.</summary>
    private bool Add(TaskSpec task)
    {
        SpecCheck.Task(task, maxPayloadBytes, "tasks");
        chunk.Add(new NewTask(task.Id ?? ids.Next(), task));
        chunkBytes += task.StoredCall.Arguments.Length;
        return chunk.Count == ChunkTasks || chunkBytes >= ChunkBytes;
    }

    private async Task SendAsync()
    {
        if (underWay.Count == CallsUnderWay)
        {
            await TakeAnswerAsync().ConfigureAwait(false);
        }

        underWay.Enqueue((store.EnqueueAsync(chunk), chunk.Count));
        (chunk, chunkBytes) = (new List<NewTask>(ChunkTasks), 0);
    }

    private async Task TakeAnswerAsync()
    {
        (Task<int> call, int count) = underWay.Dequeue();
        try
        {
            stored += await call.ConfigureAwait(false);
            known += count;
        }
        catch (TaskueException fault)
        {
            _ = fault.Outcome == WriteOutcome.Unknown ? unknown += count : notApplied += count;
            throw;
        }
    }

    private async Task SettleAsync()
    {
        while (underWay.Count > 0)
        {
            try
            {
                await TakeAnswerAsync().ConfigureAwait(false);
            }
            catch (TaskueException)
            {
                // Counted; the first fault is the one that is told.
            }
        }
    }
}
