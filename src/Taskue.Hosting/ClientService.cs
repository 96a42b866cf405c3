using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Taskue;

/// <summary>Connects the client before anything of the host starts. If Redis cannot be reached, the client connects later, or the start fails where the options say so.</summary>
internal sealed class ClientService(ClientConnector connector, IServiceProvider services) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await connector.ConnectAsync(cancellationToken);
        services.GetRequiredService<TaskueClient>(); // the container's from here on, to close at the end
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
