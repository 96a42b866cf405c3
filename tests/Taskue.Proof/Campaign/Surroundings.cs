using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Taskue.TestSupport;

namespace Taskue.Proof.Campaign;

/// <summary>Which versions a report is about.</summary>
internal sealed record Surroundings(string Version, string Commit, string Runtime, string RedisServer, string Embedded, string Machine)
{
    public static Surroundings Read() => new(
        TaskueVersion.Text,
        Ask("git", "rev-parse", "--short=12", "HEAD") is { Length: > 0 } commit
            ? commit + (Ask("git", "status", "--porcelain", "--untracked-files=no").Length > 0 ? "+changes" : "")
            : "unknown",
        RuntimeInformation.FrameworkDescription,
        Ask("redis-server", "--version").Split(' ').FirstOrDefault(word => word.StartsWith("v=", StringComparison.Ordinal))?[2..] ?? "unknown",
        typeof(Garnet.GarnetServer).Assembly.GetName().Version?.ToString(3) ?? "unknown",
        string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}"));

    private static string Ask(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root,
            })!;
            string said = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? said : "";
        }
        catch (Win32Exception)
        {
            return "";
        }
    }
}
