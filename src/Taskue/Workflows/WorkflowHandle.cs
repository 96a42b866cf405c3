namespace Taskue;

/// <summary>A workflow that was enqueued: its id, and a way to wait for it.</summary>
public sealed class WorkflowHandle
{
    private readonly TaskueClient client;

    internal WorkflowHandle(TaskueClient client, string id)
    {
        this.client = client;
        Id = id;
    }

    /// <summary>The workflow's id.</summary>
    public string Id { get; }

    /// <summary>Waits until the workflow has ended, however it ended.</summary>
    /// <param name="timeout">How long to wait at most. Default: 60 seconds; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="cancellationToken">Stops the wait, not the workflow.</param>
    /// <returns>The final snapshot, with every stage and task.</returns>
    /// <exception cref="WaitTimeoutException">The workflow had not ended in time. It goes on undisturbed.</exception>
    /// <exception cref="NotFoundException">The workflow was deleted, or its retention has passed.</exception>
    public Task<WorkflowInfo> WaitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        client.WaitForWorkflowAsync(Id, timeout, cancellationToken);

    /// <summary>Waits until the workflow has ended, and throws unless it has passed. Failures that its tasks are allowed are no reason to throw.</summary>
    /// <param name="timeout">How long to wait at most. Default: 60 seconds; <see cref="Timeout.InfiniteTimeSpan"/> waits forever.</param>
    /// <param name="cancellationToken">Stops the wait, not the workflow.</param>
    /// <returns>The final snapshot of a workflow that has passed, with every stage and task.</returns>
    /// <exception cref="WorkflowFailedException">The workflow failed; it carries the snapshot and names the first task that failed.</exception>
    /// <exception cref="WaitTimeoutException">The workflow had not ended in time. It continues undisturbed.</exception>
    /// <exception cref="NotFoundException">The workflow was deleted, or its retention has passed.</exception>
    public async Task<WorkflowInfo> EnsurePassedAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await WaitAsync(timeout, cancellationToken).ConfigureAwait(false)).EnsurePassed();

    /// <summary>Gives the id.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => Id;
}
