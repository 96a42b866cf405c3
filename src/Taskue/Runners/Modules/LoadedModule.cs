using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Taskue;

/// <summary>One build of a module in this process, until it is retired and everyone who is inside has left.</summary>
/// <remarks>Unloading is asked for then, and happens when nothing refers to its code any more: see <see cref="IsAlive"/>.</remarks>
internal sealed class LoadedModule : ICallScope
{
    private const int Retired = 1 << 30;

    private readonly WeakReference alive;
    private ModuleContext? context;
    private AllowedMethods? methods;
    private int inside;

    private LoadedModule(ModuleBuild build)
    {
        Build = build;
        context = new ModuleContext(build);
        alive = new WeakReference(context, trackResurrection: true);
    }

    public ModuleBuild Build { get; }

    public string Name => Build.Name;

    /// <summary>What may run of it.</summary>
    public AllowedMethods Methods => methods ?? throw new ObjectDisposedException(Name);

    /// <summary>Whether it is still in memory: used, or kept by something that its code has left behind.</summary>
    public bool IsAlive => alive.IsAlive;

    /// <summary>Whether it is retired, and nobody is inside.</summary>
    public bool IsLeft => Volatile.Read(ref inside) == Retired;

    /// <exception cref="ModuleException">It cannot be loaded.</exception>
    public static LoadedModule Load(ModuleBuild build, MethodAllowList list)
    {
        var module = new LoadedModule(build);
        try
        {
            module.methods = module.Open(list);
            return module;
        }
        catch (Exception fault) when (fault is BadImageFormatException or IOException or TypeLoadException or ArgumentException or InvalidOperationException)
        {
            module.Retire();
            throw new ModuleException(fault.Message, fault);
        }
        catch (ModuleException)
        {
            module.Retire();
            throw;
        }
    }

    public bool TryEnter()
    {
        int seen = Volatile.Read(ref inside);
        while ((seen & Retired) == 0)
        {
            int before = Interlocked.CompareExchange(ref inside, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref inside) == Retired)
        {
            Unload();
        }
    }

    /// <summary>Lets nobody in any more. Who is inside can go on, and load what it has not loaded yet.</summary>
    public void Retire()
    {
        if (Interlocked.Or(ref inside, Retired) == 0)
        {
            Unload();
        }
    }

    private AllowedMethods Open(MethodAllowList list)
    {
        var shipped = Directory.EnumerateFiles(Build.Folder, "*.dll").Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet(StringComparer.Ordinal);
        var projects = new List<Assembly>();
        foreach (string name in Build.Projects.Where(shipped.Contains))
        {
            Assembly assembly = context!.LoadFromAssemblyPath(Path.Combine(Build.Folder, name + ".dll"));
            projects.Add(SharedAssemblies.TooOldFor(assembly) is { } old ? throw new ModuleException(old) : assembly);
        }

        return new AllowedMethods(this, projects, shipped, TryLoad, list);
    }

    private Assembly? TryLoad(string name)
    {
        try
        {
            return context?.LoadFromAssemblyName(new AssemblyName(name));
        }
        catch (Exception fault) when (fault is IOException or BadImageFormatException)
        {
            return null;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Unload()
    {
        context?.Unload();
        (context, methods) = (null, null);
        JsonCaches.Clear();
    }
}
