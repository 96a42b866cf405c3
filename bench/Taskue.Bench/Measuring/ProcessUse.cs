using System.Diagnostics;
using System.Globalization;

namespace Taskue.Bench;

/// <summary>What another process has used so far.</summary>
internal static class ProcessUse
{
    /// <summary>Processor time in user and system mode, in steps of 10 ms.</summary>
    public static double CpuSeconds(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>Memory that it holds now, in MB.</summary>
    public static double MegaBytes(int processId)
    {
        string line = File.ReadLines($"/proc/{processId}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
