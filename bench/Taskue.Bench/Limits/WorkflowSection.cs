using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Workflows of ten tasks and then one, in turns with as many tasks that belong to none.</summary>
internal sealed class WorkflowSection : Section
{
    public override string Name => "workflows";

    public override string Group => "limits";

    public override string What => "Workflows of ten tasks and then one, drained by one runner at concurrency 100, in turns with as many single tasks.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(30);

    public override TimeSpan TakesQuick => TimeSpan.FromSeconds(12);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        int count = run.Pick(tiny: 20, quick: 5_000, full: 10_000);
        double enqueued = 0, redis = 0;
        await WorkflowsAsync(count / 10);
        Turns turns = await Turns.TakeAsync(run.Rounds,
            async () => (await Drain.RunAsync(server, client, 11 * count, 100)).PerSecond,
            () => WorkflowsAsync(count));
        run.Report.Set("workflow_enqueue_per_s", enqueued, "1/s");
        run.Report.Set("workflows_per_s", turns[1], "1/s");
        run.Report.Set("workflows_of_tasks", turns.Ratio(1, 0, factor: 11), "");
        run.Report.Set("workflow_redis_us_per_task", redis, "us");

        async Task<double> WorkflowsAsync(int workflows)
        {
            long begun = Stopwatch.GetTimestamp();
            await Parallel.ForAsync(0, workflows, new ParallelOptions { MaxDegreeOfParallelism = 64 },
                async (_, ct) => await client.EnqueueAsync(new WorkflowSpec("measured", [[.. BenchTasks.Specs(10)], [BenchTasks.Spec(10)]]), ct));
            enqueued = workflows / Stopwatch.GetElapsedTime(begun).TotalSeconds;
            ServerGauge.Reading before = await server.Gauge.ReadAsync();
            await using var runner = new TaskueRunner(client, new RunnerOptions { Concurrency = 100, ForwardConsole = false });
            long start = Stopwatch.GetTimestamp();
            await runner.StartAsync();
            await Wait.Eventually(async () => (await client.CountWorkflowsAsync()).Passed == workflows, "all workflows passed", TimeSpan.FromMinutes(2));
            double rate = workflows / Stopwatch.GetElapsedTime(start).TotalSeconds;
            redis = (await server.Gauge.ReadAsync() - before).CpuSeconds * 1e6 / (11 * workflows);
            await runner.StopAsync();
            await server.FlushAsync();
            return rate;
        }
    }
}
