using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Taskue;

/// <summary>Starts and stops one runner with the host.</summary>
internal sealed class RunnerService(
    RunnerRegistration registration, IServiceProvider services, IOptionsMonitor<RunnerOptions> options,
    IHostApplicationLifetime lifetime, ILogger<TaskueRunner> log) : IHostedLifecycleService, IAsyncDisposable
{
    private TaskueRunner? runner;
    private Task? stopping;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        TaskueClient client = services.GetService<TaskueClient>()
            ?? throw new InvalidOperationException("A runner needs a TaskueClient among the services: call AddTaskue beside AddTaskueRunner.");
        var starting = new TaskueRunner(client, options.Get(registration.OptionsName));
        registration.Runner = starting;
        await starting.StartAsync(cancellationToken);
        runner = starting;
        _ = WatchAsync(starting);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Begun here and awaited in StopAsync: the host stops its services one after the other, and no runner may take tasks meanwhile.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        stopping = runner?.StopAsync(cancellationToken);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (runner is null)
        {
            return;
        }

        await (stopping ?? runner.StopAsync(cancellationToken));
        await runner.Completion; // a runner that lost its name fails the host's end
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => runner?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task WatchAsync(TaskueRunner watched)
    {
        try
        {
            await watched.Completion;
            if (stopping is null && !lifetime.ApplicationStopping.IsCancellationRequested)
            {
                HostingLog.StoppedByOperator(log, watched.Name);
            }
        }
        catch (Exception fault)
        {
            HostingLog.RunnerFailed(log, watched.Name, fault);
            lifetime.StopApplication();
        }
    }
}
