using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>What a runner can run at this moment, with the modules in its folders as they change.</summary>
internal sealed class RunnerMethods : IAsyncDisposable
{
    /// <summary>More are forgotten: such a task is taken and held once more, no harm else.</summary>
    private const int MostLacking = 1024;

    private readonly RunnerOptions options;
    private readonly ILogger log;
    private readonly LoadedMethods loaded;
    private readonly ModuleFolders? folders;
    private readonly bool elsewhere;
    private readonly ConcurrentDictionary<string, bool> lacking = new(StringComparer.Ordinal);
    private IReadOnlyList<ModuleBuild> builds = [];
    private RunnerAnnouncement? announced;
    private readonly CancellationTokenSource stopping = new();
    private volatile string announcement = "";
    private readonly HashSet<ModuleBuild> old = []; // also the lock of itself
    private Task? watching;

    /// <exception cref="ArgumentException">Two methods have one stable name, or a folder of modules is not there.</exception>
    public RunnerMethods(RunnerOptions options, TimeProvider clock, ILogger log)
    {
        this.options = options;
        this.log = log;
        loaded = new LoadedMethods(options.Allow, log);
        elsewhere = options.Isolation == TaskIsolation.Process;
        folders = options.AutoLoadModules.Count > 0 ? new ModuleFolders([.. options.AutoLoadModules], options.ModuleCheckInterval, clock, log) : null;
        Describe();
    }

    /// <summary>What a child process can run, with builds of modules that its runner has found.</summary>
    public RunnerMethods(RunnerOptions options, IReadOnlyList<ModuleBuild> builds, ILogger log)
    {
        this.options = options;
        this.log = log;
        loaded = new LoadedMethods(options.Allow, log);
        loaded.Use(builds, strict: false);
        Describe();
    }

    /// <summary>The builds of modules that stand, for children to load.</summary>
    public IReadOnlyList<ModuleBuild> Builds => Volatile.Read(ref builds);

    /// <summary>Where child processes run the methods: what to do when there are other builds.</summary>
    public Action<IReadOnlyList<ModuleBuild>> Renewed { get; set; } = static _ => { };

    /// <summary>Where child processes run the methods: whether one of them still has a build.</summary>
    public Func<ModuleBuild, bool> Holds { get; set; } = static _ => false;

    /// <summary>The methods as they are now. Where child processes run them, those of the program alone.</summary>
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
            Use(folders.Builds, strict: true);
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

    /// <summary>Whether a method, or the command of a shell task, can be run here.</summary>
    /// <remarks>A runner that loads no modules itself knows them from what its children announce, and of single methods from what they have held.</remarks>
    public bool Knows(string method) => method == ShellCall.Method ? options.AllowShell
        : elsewhere ? announced?.CanRun(method) != false && !lacking.ContainsKey(method)
        : Table.Find(method) is MethodLookup.Runnable;

    /// <summary>A child has none of that name.</summary>
    public void Lacks(string method)
    {
        if (lacking.Count < MostLacking)
        {
            lacking[method] = true;
        }
    }

    /// <summary>What a child with these builds can run.</summary>
    public void Announce(IReadOnlyList<ModuleBuild> of, string text)
    {
        if (ReferenceEquals(of, Builds))
        {
            announced = RunnerAnnouncement.Read(text);
            Describe();
        }
    }

    private void Use(IReadOnlyList<ModuleBuild> now, bool strict)
    {
        if (elsewhere)
        {
            lock (old)
            {
                old.UnionWith(builds);
            }

            Volatile.Write(ref builds, now);
            lacking.Clear();
            Renewed(now);
        }
        else
        {
            loaded.Use(now, strict);
        }
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
                    Use(watched.Builds, strict: false);
                }

                loaded.Tidy();
                watched.Clean(elsewhere ? Holds : loaded.Holds);
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
        RunnerAnnouncement now = announced ?? loaded.Describe();
        if (elsewhere)
        {
            lock (old)
            {
                old.RemoveWhere(build => builds.Contains(build) || !Holds(build));
                now = now with { OldModuleBuilds = old.Count };
            }
        }

        IEnumerable<string> faults = folders?.Faults.Select(fault => $"{fault.Key}: {fault.Value}") ?? [];
        announcement = (now with { Capabilities = options.AllowShell ? [RunnerAnnouncement.Shell] : [], Faults = [.. now.Faults, .. faults] }).Write();
    }
}
