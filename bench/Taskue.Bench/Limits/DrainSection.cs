using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>One runner against the bare claim-and-complete loop.</summary>
internal sealed class DrainSection : Section
{
    public override string Name => "drain";

    public override string Group => "limits";

    public override string What =>
        "One runner in this process drains tasks that do nothing, at concurrency 1 (the default), 10 and 100, in turns with a bare loop of claim and complete.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(90);

    public override TimeSpan TakesQuick => TimeSpan.FromSeconds(40);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        int bulk = run.Pick(tiny: 1_000, quick: 150_000, full: 200_000);
        await Drain.RunAsync(server, client, bulk / 20, 10);
        await BareLoops.DrainAsync(server.Database, bulk / 20, 10);
        var chart = new BarChart("drain", "Drain rate, one runner process", "tasks/s");
        foreach ((int concurrency, int count) in ((int, int)[])[(1, bulk / 10), (10, bulk / 2), (100, bulk)])
        {
            Drain last = null!;
            Turns turns = await Turns.TakeAsync(run.Rounds,
                () => BareLoops.DrainAsync(server.Database, count, concurrency),
                async () => (last = await Drain.RunAsync(server, client, count, concurrency)).PerSecond);
            string key = $"drain_c{concurrency}";
            run.Report.Set($"bare_{key}_per_s", turns[0], "1/s");
            run.Report.Set($"{key}_per_s", turns[1], "1/s");
            run.Report.Set($"{key}_of_bare", turns.Ratio(1, 0), "");
            run.Report.Set($"{key}_redis_us_per_task", last.RedisMicroseconds, "us");
            run.Report.Set($"{key}_runner_us_per_task", last.RunnerMicroseconds, "us");
            run.Report.Set($"{key}_script_calls_per_task", last.ScriptCalls, "");
            run.Report.Set($"{key}_commands_per_task", last.Commands, "");
            run.Report.Set($"{key}_allocated_bytes_per_task", last.AllocatedBytes, "B");
            if (concurrency == 100)
            {
                run.Report.Set("bytes_per_finished_task", last.FinishedBytes, "B");
            }

            chart.With($"concurrency {concurrency}", "bare loop", turns[0]).With($"concurrency {concurrency}", "Taskue", turns[1]);
        }

        run.Report.Add(chart);
    }
}
