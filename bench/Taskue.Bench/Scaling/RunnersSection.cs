using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>More runner processes on one queue.</summary>
internal sealed class RunnersSection : Section
{
    public override string Name => "runners";

    public override string Group => "scaling";

    public override string What => "Runner processes (1, 2, 4) at concurrency 100 drain one queue together, in turns.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(75);

    public override TimeSpan TakesQuick => TimeSpan.FromSeconds(20);

    public override async Task RunAsync(BenchRun run)
    {
        int[] runners = run.Pick<int[]>(tiny: [1, 2], quick: [1, 2], full: [1, 2, 4]);
        int count = run.Pick(tiny: 500, quick: 200_000, full: 300_000), warm = run.Pick(tiny: 50, quick: 20_000, full: 50_000);
        await using GaugedServer server = await BenchRun.StartServerAsync();
        var outcomes = new Dictionary<int, ProcessDrain.Outcome>();
        Turns turns = await Turns.TakeAsync(run.Pick(tiny: 1, quick: 2, full: 3), [.. runners.Select<int, Func<Task<double>>>(number => async () =>
            (outcomes[number] = await ProcessDrain.RunAsync(server, number, 100, count, warm)).PerSecond)]);
        var table = new Table("Runner processes on one queue", "runners", "tasks/s", "Redis us/task", "runners us/task", "calls/task");
        for (int i = 0; i < runners.Length; i++)
        {
            ProcessDrain.Outcome one = outcomes[runners[i]];
            run.Report.Set($"drain_processes_{runners[i]}_per_s", turns[i], "1/s");
            run.Report.Set($"drain_processes_{runners[i]}_redis_us_per_task", one.RedisMicroseconds, "us");
            table.Add(runners[i], turns[i].Median, one.RedisMicroseconds, one.RunnerMicroseconds, one.ScriptCalls);
        }

        run.Report.Set("two_processes_of_one", turns.Ratio(1, 0), "");
        run.Report.Add(table);
        var chart = new BarChart("runners", "Drain rate by runner processes", "tasks/s");
        for (int i = 0; i < runners.Length; i++)
        {
            chart.With($"{runners[i]}", "Taskue", turns[i]);
        }

        run.Report.Add(chart);
    }
}
