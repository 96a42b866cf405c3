using System.Diagnostics;
using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Proof.Soak;

/// <summary>Looks at processes and server while they are loaded, as an operator's dashboard does: counts, a page of tasks, memory.</summary>
internal sealed class Sampler(SoakRig rig, Ledger ledger, SoakPlan plan, TextWriter progress)
{
    public const double MegaByte = 1024 * 1024;

    private readonly List<Vitals> samples = [];
    private readonly List<Interval> intervals = [];
    private int asked;

    public IReadOnlyList<Vitals> Samples => samples;

    public IReadOnlyList<Interval> Intervals => intervals;

    public async Task RunAsync(CancellationToken stopping)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan nextHeap = plan.HeapEvery, nextInterval = plan.Interval;
        using var timer = new PeriodicTimer(plan.SampleEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                TimeSpan now = Stopwatch.GetElapsedTime(start);
                TimeSpan nearly = now + (plan.SampleEvery / 2); // a tick may come a moment early
                bool heap = nearly >= nextHeap;
                nextHeap += heap ? plan.HeapEvery : TimeSpan.Zero;
                samples.Add(await LookAsync(now.TotalSeconds, heap, stopping));
                if (nearly >= nextInterval)
                {
                    nextInterval += plan.Interval;
                    Close(now.TotalSeconds);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }

    private async Task<Vitals> LookAsync(double seconds, bool heap, CancellationToken stopping)
    {
        NamespaceOverview overview = await rig.Client.GetOverviewAsync(stopping);
        await rig.Client.ListTasksAsync(new TaskQuery { State = TaskState.Failed }, stopping);
        long[]? heaps = heap ? await rig.HeapsAsync(++asked) : null;
        return new Vitals(seconds, (await rig.Server.Gauge.ReadAsync()).Bytes / MegaByte, overview.Tasks.Pending, overview.Tasks.Total,
            [.. rig.Runners.Select((runner, i) =>
            {
                ProcessTreeUse.Usage use = ProcessTreeUse.UsageOf(runner.Process.Id);
                return new RunnerVitals(use.Bytes / MegaByte, use.Threads, use.Files, heaps?[i] / MegaByte);
            })]);
    }

    private void Close(double seconds)
    {
        intervals.Add(new Interval(
            seconds, ledger.Enqueue.TakeInterval(), ledger.Start.TakeInterval(), ledger.Wait.TakeInterval(), ledger.Flow.TakeInterval(), samples[^1]));
        if (Math.Round(seconds / 60) > Math.Round((seconds - plan.Interval.TotalSeconds) / 60))
        {
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {TimeSpan.FromSeconds(seconds):hh\\:mm\\:ss}: {samples[^1].Pending:N0} waiting, start p99 {intervals[^1].Start.P99:0.0} ms, Redis {samples[^1].ServerMegaBytes:0} MB, {ledger.Faults} faults"));
        }
    }
}
