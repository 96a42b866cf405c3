using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>What a runner can run at this moment, with the modules in its folders as they change.</summary>
internal sealed class RunnerMethods : IAsyncDisposable
{
    private readonly RunnerOptions options;
    private readonly ILogger log;
    private readonly LoadedMethods loaded;
    private readonly ModuleFolders? folders;
    private readonly CancellationTokenSource stopping = new();
    private volatile string announcement = "";
    private Task? watching;

    /// <exception cref="ArgumentException">Two methods have one stable name, or a folder of modules is not there.</exception>
    public RunnerMethods(RunnerOptions options, TimeProvider clock, ILogger log)
    {
        this.options = options;
        this.log = log;
        loaded = new LoadedMethods(options.Allow, log);
        folders = options.AutoLoadModules.Count > 0 ? new ModuleFolders([.. options.AutoLoadModules], options.ModuleCheckInterval, clock, log) : null;
        Describe();
    }

    /// <summary>The methods as they are now.</summary>
    public MethodTable Table => loaded.Table;

    /// <summary>What the runner says of itself: see <see cref="RunnerAnnouncement"/>.</summary>
    public string Announcement => announcement;

    /// <summary>Loads what is in the folders, and watches them from then on.</summary>
    /// <exception cref="ArgumentException">Two methods have one stable name.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (folders is not null)
        {
            await folders.StartAsync(cancellationToken).ConfigureAwait(false);
            loaded.Use(folders.Builds, strict: true);
            Describe();
            watching = WatchAsync(folders);
        }
    }

    /// <summary>Ends the watching and retires all modules. Safe to call again.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await (watching ?? Task.CompletedTask).ConfigureAwait(false);
        loaded.Dispose();
        folders?.Dispose();
    }

    private async Task WatchAsync(ModuleFolders watched)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await watched.WaitAsync(stopping.Token).ConfigureAwait(false);
                if (watched.Look())
                {
                    loaded.Use(watched.Builds, strict: false);
                }

                loaded.Tidy();
                watched.Clean(loaded.Holds);
                Describe();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault)
            {
                RunnerLog.Unexpected(log, options.Name ?? "", fault);
            }
        }
    }

    private void Describe()
    {
        RunnerAnnouncement now = loaded.Describe();
        IEnumerable<string> faults = folders?.Faults.Select(fault => $"{fault.Key}: {fault.Value}") ?? [];
        announcement = (now with { Faults = [.. now.Faults, .. faults] }).Write();
    }
}
