using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>What this process can run: the methods of the program, and those of the builds of modules that it was given last.</summary>
/// <remarks>
/// Each change makes a new <see cref="MethodTable"/>; whoever took the one before enters the module that a method belongs to
/// (<see cref="ICallScope.TryEnter"/>), or asks anew. A module that cannot be loaded leaves its build before in place. Thread-safe.
/// </remarks>
internal sealed class LoadedMethods : IDisposable
{
    /// <summary>How often a collection is asked for while an old build that nobody uses is still in memory.</summary>
    private const int MostCollections = 3;

    private readonly MethodAllowList list;
    private readonly ILogger log;
    private readonly AllowedMethods program;
    private readonly Lock gate = new();
    private readonly List<LoadedModule> old = [];
    private readonly Dictionary<string, (ModuleBuild Build, string Message)> refused = new(StringComparer.Ordinal);
    private IReadOnlyList<LoadedModule> modules = [];
    private volatile MethodTable table;
    private int collections;

    /// <param name="list">What may be run.</param>
    /// <param name="log">Where faults of modules are told.</param>
    /// <exception cref="ArgumentException">Two methods have one stable name.</exception>
    public LoadedMethods(MethodAllowList list, ILogger log)
    {
        this.list = list;
        this.log = log;
        program = new AllowedMethods(list);
        table = new MethodTable(program);
    }

    /// <summary>The methods as they are now.</summary>
    public MethodTable Table => table;

    /// <summary>Loads what is new among the builds, has new calls use it, and retires what they replace. Builds that are loaded already are kept.</summary>
    /// <param name="builds">All builds that are to stand.</param>
    /// <param name="strict">Whether two methods with one stable name are an error of this call, and not of the module.</param>
    /// <exception cref="ArgumentException">Two methods have one stable name.</exception>
    public void Use(IReadOnlyList<ModuleBuild> builds, bool strict)
    {
        lock (gate)
        {
            var next = modules.ToDictionary(module => module.Build.Source, StringComparer.Ordinal);
            Forget_NeedsLock(builds, next);
            foreach (ModuleBuild build in builds)
            {
                bool stands = next.TryGetValue(build.Source, out LoadedModule? present) && present.Build == build;
                if (!stands && !(refused.TryGetValue(build.Source, out var before) && before.Build == build))
                {
                    Load_NeedsLock(build, next, strict);
                }
            }

            LoadedModule[] retired = [.. modules.Except(next.Values)], loaded = [.. next.Values.Except(modules)];
            modules = [.. builds.Select(build => next.GetValueOrDefault(build.Source)).OfType<LoadedModule>()];
            table = new MethodTable([program, .. modules.Select(module => module.Methods)]);
            Retire_NeedsLock(retired); // after the new table stands: who is turned away finds the new build there
            foreach (LoadedModule module in loaded)
            {
                RunnerLog.ModuleLoaded(log, module.Name, module.Build.Source, module.Methods.Marked.Count);
            }
        }
    }

    /// <summary>Whether a build is used, or still in memory.</summary>
    public bool Holds(ModuleBuild build)
    {
        lock (gate)
        {
            return modules.Concat(old).Any(module => module.Build == build && module.IsAlive);
        }
    }

    /// <summary>Asks a few times that old builds which nobody uses be collected.</summary>
    public void Tidy()
    {
        lock (gate)
        {
            old.RemoveAll(module => !module.IsAlive);
            if (collections < MostCollections && old.Exists(module => module.IsLeft))
            {
                collections++;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            }
        }
    }

    /// <summary>What can be run, as it is announced.</summary>
    public RunnerAnnouncement Describe()
    {
        lock (gate)
        {
            return new RunnerAnnouncement
            {
                Names = [.. table.Names.Select(name => name.ToString()).Order(StringComparer.Ordinal)],
                Assemblies = [.. program.WholeAssemblies.Concat(modules.SelectMany(module => module.Methods.WholeAssemblies)).Distinct().Order(StringComparer.Ordinal)],
                Patterns = [.. list.Patterns],
                OldModuleBuilds = old.Count(module => module.IsAlive),
                Faults = [.. refused.Select(fault => $"{fault.Key}: {fault.Value.Message}")],
            };
        }
    }

    /// <summary>Retires all modules. Safe to call again.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            table = new MethodTable(program);
            Retire_NeedsLock(modules);
            modules = [];
        }
    }

    private void Forget_NeedsLock(IReadOnlyList<ModuleBuild> builds, Dictionary<string, LoadedModule> next)
    {
        HashSet<string> there = [.. builds.Select(build => build.Source)];
        foreach (string gone in next.Keys.Where(source => !there.Contains(source)).ToList())
        {
            RunnerLog.ModuleGone(log, next[gone].Name, gone);
            next.Remove(gone);
        }

        foreach (string gone in refused.Keys.Where(source => !there.Contains(source)).ToList())
        {
            refused.Remove(gone);
        }
    }

    private void Load_NeedsLock(ModuleBuild build, Dictionary<string, LoadedModule> next, bool strict)
    {
        LoadedModule? module = null;
        try
        {
            if (program.FindAssembly(build.Name) is not null)
            {
                throw new ModuleException($"its main assembly is {build.Name}, as one of the program that runs it, and stored calls could not tell them apart. Rename it");
            }

            module = LoadedModule.Load(build, list);
            _ = new MethodTable([program, .. next.Where(other => other.Key != build.Source).Select(other => other.Value.Methods), module.Methods]);
            next[build.Source] = module;
            refused.Remove(build.Source);
        }
        catch (Exception fault) when (fault is ModuleException or ArgumentException)
        {
            module?.Retire();
            if (strict && fault is ArgumentException)
            {
                modules = [.. next.Values]; // retired with the rest
                throw;
            }

            refused[build.Source] = (build, fault.Message);
            RunnerLog.ModuleRefused(log, build.Source, fault.Message, next.ContainsKey(build.Source) ? "The build before stays" : "It is left out");
        }
    }

    private void Retire_NeedsLock(IReadOnlyList<LoadedModule> retired)
    {
        foreach (LoadedModule module in retired)
        {
            module.Retire();
        }

        old.AddRange(retired);
        collections = 0;
    }
}
