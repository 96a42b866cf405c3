using System.Diagnostics;
using System.Threading.Channels;

namespace Taskue.Bench;

/// <summary>The bodies of a workflow of two stages, which tell how long it took from the last end to the next beginning.</summary>
public static class StageStamps
{
    private static readonly Channel<double> Steps = Channel.CreateUnbounded<double>();
    private static long lastEnd;

    public static void End(int number, string text)
    {
        long now = Stopwatch.GetTimestamp(), seen;
        while ((seen = Interlocked.Read(ref lastEnd)) < now && Interlocked.CompareExchange(ref lastEnd, now, seen) != seen)
        {
            // Another body of the stage has put its own end down in between.
        }
    }

    public static void Begin(int number, string text) =>
        Steps.Writer.TryWrite(Stopwatch.GetElapsedTime(Interlocked.Read(ref lastEnd)).TotalMilliseconds);

    internal static ValueTask<double> NextAsync() => Steps.Reader.ReadAsync();
}
