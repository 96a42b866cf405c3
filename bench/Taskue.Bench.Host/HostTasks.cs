using System.Diagnostics;
using System.Globalization;

namespace Taskue.Bench;

/// <summary>Bodies that runner processes run. Stamps are of the machine's monotonic clock, which all processes share.</summary>
public static class HostTasks
{
    public static void Nothing(int number, string text)
    {
    }

    /// <summary>Writes when it began into a file that is there whole or not at all.</summary>
    public static void Stamp(string file)
    {
        long now = Stopwatch.GetTimestamp();
        File.WriteAllText(file + ".new", now.ToString(CultureInfo.InvariantCulture));
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Holds its first start until its process is killed; the next one writes its stamp.</summary>
    public static void HoldThenStamp(string file, TaskContext context)
    {
        if (context.Starts == 1)
        {
            File.WriteAllText(file + ".held", "");
            Thread.CurrentThread.Join(Timeout.InfiniteTimeSpan);
        }

        Stamp(file);
    }

    /// <summary>The stamp in a file, or null while there is none.</summary>
    public static long? Read(string file) => File.Exists(file) ? long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
}
