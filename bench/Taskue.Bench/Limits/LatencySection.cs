using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>How long a task waits for an idle runner.</summary>
internal sealed class LatencySection : Section
{
    public override string Name => "idle-latency";

    public override string Group => "limits";

    public override string What => "An idle runner, one task at a time: from the enqueue call to the first line of the body, on one clock.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(8);

    public override TimeSpan TakesQuick => TimeSpan.FromSeconds(4);

    public override async Task RunAsync(BenchRun run)
    {
        int count = run.Pick(tiny: 50, quick: 3_000, full: 10_000), warm = count / 5;
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        await using var runner = new TaskueRunner(client, new RunnerOptions { Concurrency = 10 });
        await runner.StartAsync();
        var times = new List<double>(count);
        for (int i = 0; i < warm + count; i++)
        {
            int number = i;
            long start = Stopwatch.GetTimestamp();
            Task enqueued = client.EnqueueAsync(() => BenchTasks.TellBegun(number, "hello"));
            double took = Stopwatch.GetElapsedTime(start, await BenchTasks.NextBegunAsync()).TotalMilliseconds;
            await enqueued;
            if (i >= warm)
            {
                times.Add(took);
            }
        }

        await runner.StopAsync();
        var sample = new Sample(times);
        run.Report.Set("idle_latency_p50_ms", sample.At(0.5), "ms");
        run.Report.Set("idle_latency_p99_ms", sample.At(0.99), "ms");
        run.Report.Set("idle_latency_p999_ms", sample.At(0.999), "ms");
    }
}
