using HdrHistogram;

namespace Taskue.Proof.Soak;

/// <summary>Percentiles of one part of a load, in milliseconds.</summary>
internal readonly record struct Percentiles(long Count, double P50, double P99, double P999, double Most)
{
    public static Percentiles Of(HistogramBase histogram) => histogram.TotalCount == 0 ? default : new Percentiles(
        histogram.TotalCount, At(histogram, 50), At(histogram, 99), At(histogram, 99.9), At(histogram, 100));

    private static double At(HistogramBase histogram, double percentile) => histogram.GetValueAtPercentile(percentile) / 1000.0;
}

/// <summary>One kind of latency: an HDR histogram of each interval, and one of all. Safe for many threads.</summary>
/// <remarks>
/// Microseconds up to ten minutes, to three digits. What is recorded counts from the moment at which a call was meant to be made, not from when
/// it was: a producer that is held up charges the delay to the calls that it could not make (no coordinated omission).
/// </remarks>
internal sealed class Latencies
{
    private static readonly long Highest = (long)TimeSpan.FromMinutes(10).TotalMicroseconds;

    private readonly Lock gate = new();
    private readonly LongHistogram all = new(Highest, 3), interval = new(Highest, 3);

    public void Record(TimeSpan took)
    {
        long microseconds = Math.Clamp((long)took.TotalMicroseconds, 0, Highest);
        lock (gate)
        {
            all.RecordValue(microseconds);
            interval.RecordValue(microseconds);
        }
    }

    public Percentiles All
    {
        get
        {
            lock (gate)
            {
                return Percentiles.Of(all);
            }
        }
    }

    /// <summary>What came in since the last time this was asked.</summary>
    public Percentiles TakeInterval()
    {
        lock (gate)
        {
            Percentiles taken = Percentiles.Of(interval);
            interval.Reset();
            return taken;
        }
    }
}
