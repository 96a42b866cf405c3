using System.Diagnostics;
using System.Globalization;

namespace Taskue.TestSupport;

/// <summary>Sends signals to processes by their id.</summary>
public static class Signals
{
    public static async Task SendAsync(int processId, ProcessSignal signal)
    {
        var name = signal switch
        {
            ProcessSignal.Interrupt => "INT",
            ProcessSignal.Terminate => "TERM",
            ProcessSignal.Kill => "KILL",
            ProcessSignal.Stop => "STOP",
            ProcessSignal.Continue => "CONT",
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-" + name, processId.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var error = await kill.StandardError.ReadToEndAsync();
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"kill -{name} {processId}: {error.Trim()}");
        }
    }

    /// <summary>Whether a process of that id runs; one that ended and was not yet reaped counts as gone.</summary>
    public static bool IsRunning(int processId)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
