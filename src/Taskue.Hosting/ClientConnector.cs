using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Taskue;

/// <summary>Connects the client of the services once, whoever asks first; after a failure the next one tries again.</summary>
internal sealed class ClientConnector(
    IServiceProvider services, Func<IServiceProvider, TaskueOptions, Task<TaskueClient>> connect) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private Task<TaskueClient>? connecting;

    public Task<TaskueClient> ConnectAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (connecting is null or { IsFaulted: true } or { IsCanceled: true })
            {
                // On the pool: a caller that waits in a thread of its own must not be needed for the answer.
                connecting = Task.Run(() => connect(services, services.GetRequiredService<IOptions<TaskueOptions>>().Value), CancellationToken.None);
            }

            return connecting.WaitAsync(cancellationToken);
        }
    }

    /// <summary>For the container, whose factories cannot wait in another way.</summary>
    public TaskueClient Connect() => ConnectAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Closes a client that no one took, as when the start was given up while it connected.</summary>
    public async ValueTask DisposeAsync()
    {
        if (connecting is { } task)
        {
            await task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            if (task.IsCompletedSuccessfully)
            {
                await (await task).DisposeAsync();
            }
        }
    }
}
