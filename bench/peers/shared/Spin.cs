using System.Runtime.InteropServices;

namespace Taskue.Bench.Peers;

/// <summary>Real work: processor time of the calling thread, whatever else runs on the machine meanwhile.</summary>
internal static partial class Spin
{
    private const int ThreadCpuClock = 3;

    public static void OneMillisecond()
    {
        for (long end = Now() + 1_000_000; Now() < end;)
        {
        }
    }

    private static long Now()
    {
        _ = GetTime(ThreadCpuClock, out TimeSpec time);
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
