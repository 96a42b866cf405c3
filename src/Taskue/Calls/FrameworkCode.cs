using System.Reflection;
using System.Runtime.CompilerServices;

namespace Taskue;

/// <summary>Tells the framework's assemblies (and Taskue's own) from the user's. No stored call ever reaches into these.</summary>
internal static class FrameworkCode
{
    private static readonly string[] Families =
        ["System", "Microsoft.Extensions", "Microsoft.AspNetCore", "Microsoft.Win32", "Microsoft.CSharp", "Microsoft.VisualBasic", "Microsoft.JSInterop"];

    private static readonly string[] Names = ["mscorlib", "netstandard", "WindowsBase", "PresentationCore", "PresentationFramework", "Taskue"];

    private static readonly string? SharedRoot = FindSharedRoot();
    private static readonly ConditionalWeakTable<Assembly, object> Known = [];
    private static readonly object Yes = new(), No = new();

    public static bool Contains(Type type) => Contains(type.Assembly);

    public static bool Contains(Assembly assembly) => Known.GetOrAdd(assembly, static a =>
        Contains(a.GetName().Name ?? "") || (SharedRoot is not null && a.Location.StartsWith(SharedRoot, StringComparison.Ordinal)) ? Yes : No) == Yes;

    /// <summary>Decides by the assembly's simple name alone, for assemblies that are not loaded.</summary>
    public static bool Contains(string assemblyName)
    {
        foreach (var family in Families)
        {
            if (assemblyName.StartsWith(family, StringComparison.OrdinalIgnoreCase)
                && (assemblyName.Length == family.Length || assemblyName[family.Length] == '.'))
            {
                return true;
            }
        }

        return Names.Contains(assemblyName, StringComparer.OrdinalIgnoreCase);
    }

    // .../shared/Microsoft.NETCore.App/10.0.1/System.Private.CoreLib.dll gives .../shared/. A self-contained or single-file
    // program has the framework beside its own assemblies, or no files at all: there the names decide.
    private static string? FindSharedRoot()
    {
        var core = typeof(object).Assembly.Location;
        if (core.Length == 0)
        {
            return null;
        }

        var shared = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(core)));
        return shared is not null && string.Equals(Path.GetFileName(shared), "shared", StringComparison.Ordinal)
            ? shared + Path.DirectorySeparatorChar
            : null;
    }
}
