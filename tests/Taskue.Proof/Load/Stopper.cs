using System.Diagnostics;

namespace Taskue.Proof.Load;

/// <summary>How long things take.</summary>
internal static class Stopper
{
    public static async Task<TimeSpan> TimeAsync(Func<Task> what)
    {
        long start = Stopwatch.GetTimestamp();
        await what();
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>The median and the longest of several times, the first left out: it warms up.</summary>
    public static async Task<string> SeveralAsync(Func<Task> what)
    {
        await what();
        var times = new double[5];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = (await TimeAsync(what)).TotalMilliseconds;
        }

        return FormattableString.Invariant($"{times.Order().ElementAt(times.Length / 2):0.0} ms, at most {times.Max():0.0} ms");
    }
}
