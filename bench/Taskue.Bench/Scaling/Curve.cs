using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What the drains at the steps of one axis gave: a table, charts and the slopes.</summary>
internal sealed class Curve(string name, string title, string axis)
{
    private readonly List<(double X, Sample Rate, Sample Redis, Drain Last)> points = [];

    /// <summary>Takes several drains of one step as one point: medians.</summary>
    public void Add(double x, IReadOnlyCollection<Drain> drains) =>
        points.Add((x, new Sample(drains.Select(one => one.PerSecond)), new Sample(drains.Select(one => one.RedisMicroseconds)), drains.Last()));

    /// <summary>Puts figures, table, slopes and two charts into the report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="log">Whether the steps stand on a logarithmic axis.</param>
    /// <param name="logRate">Whether the rates do.</param>
    public void Tell(Report report, bool log = true, bool logRate = false)
    {
        string key = name.Replace('-', '_');
        var table = new Table(title, axis, "tasks/s", "spread", "Redis us/task", "runner us/task", "calls/task", "commands/call", "allocated B/task");
        foreach ((double x, Sample rate, Sample redis, Drain last) in points)
        {
            report.Set($"{key}_{x:0}_per_s", rate, "1/s");
            report.Set($"{key}_{x:0}_redis_us_per_task", redis, "us");
            table.Add(Axis.LabelOf(x), rate.Median, $"{rate.Spread * 100:0} %", redis.Median, last.RunnerMicroseconds, last.ScriptCalls, last.Commands / last.ScriptCalls, last.AllocatedBytes);
        }

        (double X, double Y)[] rates = [.. points.Select(point => (point.X, point.Rate.Median))], costs = [.. points.Select(point => (point.X, point.Redis.Median))];
        Slope rateSlope = Slope.Of(rates), costSlope = Slope.Of(costs);
        report.Set($"{key}_rate_slope_per_decade", rateSlope.PerDecade, "");
        report.Set($"{key}_rate_ends", rateSlope.Ends, "");
        report.Set($"{key}_redis_us_slope_per_decade", costSlope.PerDecade, "");
        report.Set($"{key}_redis_us_ends", costSlope.Ends, "");
        report.Add(table);
        report.Say(rateSlope.In("Drain rate", axis));
        report.Say(costSlope.In("Processor time of Redis a task", axis));
        report.Add(new LineChart(name, $"Drain rate by {axis}", axis, "tasks/s", log, logRate).With("Taskue, one runner", rates));
        report.Add(new LineChart(name + "-redis", $"Redis CPU a task by {axis}", axis, "us", log).With("redis-server", costs)
            .With("runner", points.Select(point => (point.X, point.Last.RunnerMicroseconds))));
    }
}
