using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>From the end of a stage to the start of the next.</summary>
internal sealed class StageLatencySection : Section
{
    public override string Name => "stage-latency";

    public override string Group => "limits";

    public override string What =>
        "One workflow of four tasks and then one at a time, in an idle runner: from the end of the last body of a stage to the first line of the next.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(10);

    public override TimeSpan TakesQuick => TimeSpan.FromSeconds(5);

    public override async Task RunAsync(BenchRun run)
    {
        int count = run.Pick(tiny: 20, quick: 2_000, full: 5_000), warm = count / 5;
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        await using var runner = new TaskueRunner(client, new RunnerOptions { Concurrency = 10 });
        await runner.StartAsync();
        var times = new List<double>(count);
        for (int i = 0; i < warm + count; i++)
        {
            await client.EnqueueAsync(new WorkflowSpec("measured",
                [[.. Enumerable.Range(0, 4).Select(n => TaskSpec.Call(() => StageStamps.End(n, "hello")))], [TaskSpec.Call(() => StageStamps.Begin(4, "hello"))]]));
            double took = await StageStamps.NextAsync();
            if (i >= warm)
            {
                times.Add(took);
            }
        }

        await runner.StopAsync();
        var sample = new Sample(times);
        run.Report.Set("stage_latency_p50_ms", sample.At(0.5), "ms");
        run.Report.Set("stage_latency_p99_ms", sample.At(0.99), "ms");
    }
}
