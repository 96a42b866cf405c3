using System.Diagnostics;
using System.Globalization;
using Taskue.Cli.Files;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Dev;

/// <summary>
/// A <c>taskue dev</c> of this user that runs now, as its file beside the settings file says. The file holds the server's password; only its owner can read it.
/// </summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Redis">How to connect to its server.</param>
internal sealed record DevSession(int ProcessId, string Redis)
{
    public static string FilePath => SettingsFile.FilePath + ".dev";

    /// <summary>The one that runs, or null.</summary>
    public static DevSession? Find()
    {
        try
        {
            string[] words = File.ReadAllText(FilePath).Split(' ', 3);
            return words.Length == 3 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
                && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long started) && IsRunning(process, started)
                ? new DevSession(process, words[2])
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Says that this process is the one.</summary>
    public static void Announce(string redis)
    {
        try
        {
            using var own = Process.GetCurrentProcess();
            WholeFile.Write(FilePath, string.Create(CultureInfo.InvariantCulture, $"{own.Id} {Started(own)} {redis}"), ownerOnly: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{FilePath}, by which other commands find this server, cannot be written: {fault.Message}", fault);
        }
    }

    /// <summary>Takes that back, if it still is.</summary>
    public static void Withdraw()
    {
        if (Find()?.ProcessId == Environment.ProcessId)
        {
            File.Delete(FilePath);
        }
    }

    // By its start too: after a kill the number may belong to another process. The time of a start is only as exact as the system's clock.
    private static bool IsRunning(int process, long started)
    {
        const int Leeway = 10;
        try
        {
            using var running = Process.GetProcessById(process);
            return Math.Abs(Started(running) - started) < Leeway;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static long Started(Process process) => new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
}
