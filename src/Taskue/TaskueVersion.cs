using System.Reflection;

namespace Taskue;

/// <summary>The version of this assembly, as runners announce it.</summary>
internal static class TaskueVersion
{
    public static string Text { get; } =
        typeof(TaskueVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
