using Taskue.Proof.Fuzz.Targets;

namespace Taskue.Proof.Fuzz;

/// <summary>All places where something comes in from outside.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
        [.. RecordTargets.All, .. ViewTargets.All, .. NameTargets.All, .. CallTargets.All, .. LogTargets.All, .. ReplyTargets.All, .. OperatingSystem.IsLinux() ? ChildTargets.All : [], .. SettingsTargets.All, .. CommandLineTargets.All];

    public static FuzzTarget Find(string name) => All.First(target => target.Name == name);
}
