using System.Globalization;
using Taskue.Proof.Campaign;

namespace Taskue.Proof.Soak;

/// <summary>What a soak reports.</summary>
internal static class SoakFigures
{
    public static IReadOnlyList<Figure> Of(SoakRun run, IReadOnlyList<Flatness> judged)
    {
        (Kind Kind, long Sent, long Ended)[] tallies = [.. run.Ledger.Tallies];
        return
        [
            new("capacity, units of work a second", Number(run.Capacity)),
            new("load, units of work a second", Number(run.Rate)),
            new("tasks and workflows acknowledged", Number(tallies.Sum(one => one.Sent))),
            new("ended as they must", Number(tallies.Sum(one => one.Ended))),
            new("of each kind", string.Join("; ", SoakMix.Kinds.Select(kind => $"{kind.Name} {Number(tallies.Where(one => one.Kind == kind).Sum(one => one.Ended))}"))),
            new("waits answered", Number(run.Ledger.Waits)),
            new("logs read whole", Number(run.Audit.LogsRead)),
            new("looked for too late to tell", Number(run.Ledger.Unseen)),
            new("enqueue", Text(run.Ledger.Enqueue.All)),
            new("start", Text(run.Ledger.Start.All)),
            new("wait for a task", Text(run.Ledger.Wait.All)),
            new("wait for a workflow", Text(run.Ledger.Flow.All)),
            new("the producer was late by", Text(run.Ledger.Late.All)),
            .. judged.Select(one => new Figure(one.What, one.Text)),
            new("all had ended after the load by", Seconds(run.Drained)),
            new("nothing was left after", Seconds(run.Gone)),
            new("Redis before and after", string.Create(CultureInfo.InvariantCulture, $"{run.Before:0.0} MB, {run.After:0.0} MB")),
        ];
    }

    public static ReportTable Table(SoakRun run) => new(
        ["minute", "enqueue p50", "p99", "start p50", "p99", "p99.9", "wait p50", "p99", "p99.9 ms", "waiting", "stored", "Redis MB", "runners MB", "threads", "files"],
        [.. run.Sampler.Intervals.Select(one => (IReadOnlyList<string>)
        [
            (one.Seconds / 60).ToString("0.0", CultureInfo.InvariantCulture),
            Milliseconds(one.Enqueue.P50), Milliseconds(one.Enqueue.P99),
            Milliseconds(one.Start.P50), Milliseconds(one.Start.P99), Milliseconds(one.Start.P999),
            Milliseconds(one.Wait.P50), Milliseconds(one.Wait.P99), Milliseconds(one.Wait.P999),
            Number(one.Last.Pending), Number(one.Last.Stored),
            one.Last.ServerMegaBytes.ToString("0.0", CultureInfo.InvariantCulture),
            string.Join(" ", one.Last.Runners.Select(runner => runner.MegaBytes.ToString("0", CultureInfo.InvariantCulture))),
            string.Join(" ", one.Last.Runners.Select(runner => Number(runner.Threads))),
            string.Join(" ", one.Last.Runners.Select(runner => Number(runner.Files))),
        ])]);

    private static string Text(Percentiles of) => string.Create(CultureInfo.InvariantCulture,
        $"p50 {of.P50:0.00} ms, p99 {of.P99:0.0} ms, p99.9 {of.P999:0.0} ms, most {of.Most:0} ms, of {of.Count:N0}");

    private static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture);
}
