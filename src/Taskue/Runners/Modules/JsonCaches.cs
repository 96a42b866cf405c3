using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;

namespace Taskue;

/// <summary>What System.Text.Json keeps about types, in all options of the process: without this no module is unloaded whose types it has seen.</summary>
internal static class JsonCaches
{
    private static readonly Action<Type[]?>? Handler = Find();

    /// <summary>Forgets it; it is found out again where it is needed. Does nothing where this release of System.Text.Json has no such call.</summary>
    public static void Clear() => Handler?.Invoke(null);

    // What hot reload calls. It is not public, so it may go away, and modules then stay in memory: RunnerInfo.OldModuleBuilds says so.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Modules are not for trimmed programs.")]
    private static Action<Type[]?>? Find()
    {
        try
        {
            return typeof(JsonSerializer).Assembly.GetType("System.Text.Json.JsonSerializerOptionsUpdateHandler")
                ?.GetMethod("ClearCache", BindingFlags.Public | BindingFlags.Static, [typeof(Type[])])
                ?.CreateDelegate<Action<Type[]?>>();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
