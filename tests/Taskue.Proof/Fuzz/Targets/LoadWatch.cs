using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Taskue.Proof.Fuzz.Targets;

/// <summary>Notes each assembly that is loaded, so that none is because a text names it.</summary>
internal static class LoadWatch
{
    private static readonly ConcurrentQueue<string> Loaded = Watch();

    /// <summary>Names of assemblies that come with the program and are not loaded, with a type of each: what an attacker would write.</summary>
    public static IReadOnlyList<string> Absent { get; } = FindAbsent();

    /// <summary>What was loaded since the last call must not stand in the text.</summary>
    public static void Check(string text)
    {
        while (Loaded.TryDequeue(out string? name))
        {
            PromiseException.Unless(!text.Contains(name, StringComparison.OrdinalIgnoreCase), $"no assembly is loaded because a text names it: {name}");
        }
    }

    private static ConcurrentQueue<string> Watch()
    {
        var loaded = new ConcurrentQueue<string>();
        AppDomain.CurrentDomain.AssemblyLoad += (_, loading) =>
        {
            // What a text loads goes where the program is; other contexts are made on purpose, as the schedules do.
            if (AssemblyLoadContext.GetLoadContext(loading.LoadedAssembly) == AssemblyLoadContext.Default)
            {
                loaded.Enqueue(loading.LoadedAssembly.GetName().Name ?? "");
            }
        };
        return loaded;
    }

    private static string[] FindAbsent()
    {
        HashSet<string> present = [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name ?? "")];
        return [.. (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => !present.Contains(name)).Order(StringComparer.Ordinal).Take(200)];
    }
}
