using Taskue.TestSupport;

namespace Taskue.Proof.Soak;

/// <summary>The charts of a soak: latencies and memory over time.</summary>
internal static class SoakCharts
{
    /// <summary>Points of one line at most: medians of neighbours where there are more samples.</summary>
    private const int MostPoints = 60;

    public static async Task<IReadOnlyList<string>> WriteAsync(string folder, Sampler sampler, IReadOnlyList<string> runners)
    {
        var written = new List<string>();
        foreach (Chart chart in (Chart[])[Latency(sampler.Intervals), Memory(sampler.Samples, runners)])
        {
            string file = Path.Combine(folder, chart.Name + ".svg");
            await File.WriteAllTextAsync(file, chart.ToSvg());
            written.Add(file);
        }

        return written;
    }

    internal static LineChart Latency(IReadOnlyList<Interval> intervals) => new LineChart("soak-latency", "Latency at half of the capacity", "minutes", "milliseconds", logY: true)
        .With("enqueue p50", Line(intervals, one => one.Enqueue.P50))
        .With("enqueue p99", Line(intervals, one => one.Enqueue.P99))
        .With("start p50", Line(intervals, one => one.Start.P50))
        .With("start p99", Line(intervals, one => one.Start.P99))
        .With("wait p50", Line(intervals, one => one.Wait.P50))
        .With("wait p99", Line(intervals, one => one.Wait.P99));

    internal static LineChart Memory(IReadOnlyList<Vitals> samples, IReadOnlyList<string> runners)
    {
        LineChart chart = new LineChart("soak-memory", "Memory at half of the capacity", "minutes", "MB", logY: true)
            .With("Redis", Thinned(samples.Select(one => (one.Seconds, one.ServerMegaBytes))));
        for (int i = 0; i < runners.Count; i++)
        {
            int runner = i;
            chart.With(runners[i], Thinned(samples.Select(one => (one.Seconds, one.Runners[runner].MegaBytes))))
                .With(runners[i] + " heap", Thinned(samples.Where(one => one.Runners[runner].HeapMegaBytes is not null).Select(one => (one.Seconds, one.Runners[runner].HeapMegaBytes!.Value))));
        }

        return chart;
    }

    private static IEnumerable<(double X, double Y)> Line(IReadOnlyList<Interval> intervals, Func<Interval, double> value) =>
        intervals.Select(one => (one.Seconds / 60, value(one)));

    private static IEnumerable<(double X, double Y)> Thinned(IEnumerable<(double Seconds, double Value)> series)
    {
        (double Seconds, double Value)[] all = [.. series];
        return all.Chunk(Math.Max(1, (all.Length + MostPoints - 1) / MostPoints))
            .Select(some => (TheilSen.Median(some.Select(point => point.Seconds)) / 60, TheilSen.Median(some.Select(point => point.Value))));
    }
}
