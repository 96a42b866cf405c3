using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>Starts a runner or producer as a process, which ends when this program does.</summary>
internal static class HostProcess
{
    private static readonly Dictionary<string, string?> Environment = new(StringComparer.Ordinal)
    {
        ["DOTNET_DbgEnableMiniDump"] = "0",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_TieredPGO"] = "0",
    };

    /// <summary>Today's host.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Taskue.Process.Host.dll");

    public static ChildProcess Start(string program, IEnumerable<string> settings) => ChildProcess.StartDotnet(program, settings.Append("lifeline=stdin"), Environment);
}
