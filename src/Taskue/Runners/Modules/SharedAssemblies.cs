using System.Reflection;
using System.Runtime.Loader;

namespace Taskue;

/// <summary>The assemblies that a module has in common with its runner: Taskue's own, what its public API shows, and the framework.</summary>
/// <remarks>Only so is a module's <see cref="TaskContext"/> the runner's. Everything else a module brings itself, in the version that it was built for.</remarks>
internal static class SharedAssemblies
{
    private static readonly Assembly Taskue = typeof(SharedAssemblies).Assembly;

    private static readonly HashSet<string> Own = [Taskue.GetName().Name!, .. Taskue.GetReferencedAssemblies().Select(one => one.Name!)];

    private static readonly HashSet<string> Framework = FindFramework();

    /// <summary>Whether a module need not bring an assembly of that name.</summary>
    public static bool Provides(string name) => Own.Contains(name) || Framework.Contains(name);

    /// <summary>Whether a module takes the runner's assembly for this reference.</summary>
    /// <remarks>As for any program, the framework's is taken unless the module's package is newer.</remarks>
    public static bool Takes(AssemblyName wanted, bool moduleHasIt) => wanted.Name is { } name
        && (Own.Contains(name) || (Framework.Contains(name) && (!moduleHasIt || wanted.Version is null || wanted.Version <= Get(name).GetName().Version)));

    /// <summary>The runner's assembly of that name.</summary>
    public static Assembly Get(string name) => name == Taskue.GetName().Name
        ? Taskue
        : AssemblyLoadContext.GetLoadContext(Taskue)!.LoadFromAssemblyName(new AssemblyName(name));

    /// <summary>What of an assembly's references the runner has only in an older version, or null.</summary>
    public static string? TooOldFor(Assembly assembly)
    {
        foreach (AssemblyName wanted in assembly.GetReferencedAssemblies())
        {
            if (wanted.Name is { } name && (Own.Contains(name) || name == "System.Runtime") && Get(name).GetName().Version is { } here && wanted.Version > here)
            {
                return $"{assembly.GetName().Name} was built for {(name == "System.Runtime" ? ".NET" : name)} {wanted.Version}, and this runner has {here}. Upgrade the runner";
            }
        }

        return null;
    }

    private static HashSet<string> FindFramework()
    {
        // Those of ASP.NET Core and other shared frameworks stand beside the runtime's folder, under one root.
        string? root = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(typeof(object).Assembly.Location)));
        return string.IsNullOrEmpty(root)
            ? []
            : (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Where(path => path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                .Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
