using System.Reflection;
using System.Runtime.Loader;

namespace Taskue.Proof.Fuzz.Targets;

/// <summary>Notes each assembly that is loaded, so that none is because a text names it.</summary>
/// <remarks>Loading is told on the thread that does it: what others load meanwhile is none of an input's.</remarks>
internal static class LoadWatch
{
    [ThreadStatic]
    private static List<string>? loaded;

    static LoadWatch() => AppDomain.CurrentDomain.AssemblyLoad += (_, loading) =>
    {
        // What a text loads goes where the program is; other contexts are made on purpose, as the schedules do.
        if (AssemblyLoadContext.GetLoadContext(loading.LoadedAssembly) == AssemblyLoadContext.Default)
        {
            (loaded ??= []).Add(loading.LoadedAssembly.GetName().Name ?? "");
        }
    };

    /// <summary>Names of assemblies that come with the program and are not loaded, with a type of each: what an attacker would write.</summary>
    public static IReadOnlyList<string> Absent { get; } = FindAbsent();

    /// <summary>An input is about to be fed by this thread.</summary>
    public static void Begin() => loaded?.Clear();

    /// <summary>What this thread has loaded since then must not stand in the text.</summary>
    public static void Check(string text)
    {
        foreach (string name in loaded ?? [])
        {
            PromiseException.Unless(!text.Contains(name, StringComparison.OrdinalIgnoreCase), $"no assembly is loaded because a text names it: {name}");
        }
    }

    private static string[] FindAbsent()
    {
        HashSet<string> present = [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name ?? "")];
        return [.. (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => !present.Contains(name)).Order(StringComparer.Ordinal).Take(200)];
    }
}
