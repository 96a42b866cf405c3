namespace Taskue;

/// <summary>A task that was enqueued: its id, and a way to wait for it.</summary>
/// <remarks>The handle holds nothing open; its <see cref="Id"/> is a plain string to keep. Thread-safe.</remarks>
public class TaskHandle
{
    private protected readonly TaskueClient Client;

    internal TaskHandle(TaskueClient client, string id)
    {
        Client = client;
        Id = id;
    }

    /// <summary>The task's id.</summary>
    public string Id { get; }

    /// <summary>Waits until the task has ended, however it ended.</summary>
    /// <param name="timeout">How long to wait at most. Default: 60 seconds; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="cancellationToken">Stops the wait, not the task.</param>
    /// <returns>The final snapshot. It does not throw because the task failed.</returns>
    /// <exception cref="WaitTimeoutException">The task had not ended in time. It goes on undisturbed.</exception>
    /// <exception cref="NotFoundException">The task was deleted, or its retention has passed.</exception>
    public Task<TaskInfo> WaitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Client.WaitForTaskAsync(Id, timeout, cancellationToken);

    /// <summary>Waits until the task has ended, and throws unless it has passed: for a task without a result, or whose result does not matter.</summary>
    /// <param name="timeout">How long to wait at most. Default: 60 seconds; <see cref="Timeout.InfiniteTimeSpan"/> waits forever.</param>
    /// <param name="cancellationToken">Stops the wait, not the task.</param>
    /// <returns>The final snapshot of a task that has passed.</returns>
    /// <exception cref="TaskFailedException">The task ended in another state than passed; it carries the snapshot.</exception>
    /// <exception cref="WaitTimeoutException">The task had not ended in time. It continues undisturbed.</exception>
    /// <exception cref="NotFoundException">The task was deleted, or its retention has passed.</exception>
    public async Task<TaskInfo> EnsurePassedAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await WaitAsync(timeout, cancellationToken).ConfigureAwait(false)).EnsurePassed();

    /// <summary>Gives the id.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => Id;
}

/// <summary>A task that was enqueued and that gives a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">What its method returns.</typeparam>
public sealed class TaskHandle<T> : TaskHandle
{
    internal TaskHandle(TaskueClient client, string id)
        : base(client, id)
    {
    }

    /// <inheritdoc cref="TaskHandle.WaitAsync"/>
    public new Task<TaskInfo<T>> WaitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Client.WaitForTaskAsync<T>(Id, timeout, cancellationToken);

    /// <summary>Waits until the task has ended, and gives its value.</summary>
    /// <param name="timeout">How long to wait at most. Default: 60 seconds.</param>
    /// <param name="cancellationToken">Stops the wait, not the task.</param>
    /// <returns>What the method returned.</returns>
    /// <exception cref="TaskFailedException">The task ended in another state than passed.</exception>
    /// <exception cref="WaitTimeoutException">The task had not ended in time. It goes on undisturbed.</exception>
    /// <exception cref="NotFoundException">The task was deleted, or its retention has passed.</exception>
    public async Task<T> WaitForResultAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await WaitAsync(timeout, cancellationToken).ConfigureAwait(false)).Result;
}
