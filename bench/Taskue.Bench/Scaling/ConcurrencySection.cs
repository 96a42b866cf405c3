using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>More tasks at once in one runner.</summary>
internal sealed class ConcurrencySection : ScalingSection
{
    public override string Name => "concurrency";

    public override string What => "One runner at concurrency 1 to 1000.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(75);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        await WarmAsync(run, server);
        int[] steps = run.Pick<int[]>(tiny: [1, 100], quick: [1, 10, 100, 1000], full: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
        int most = run.Pick(tiny: 500, quick: 200_000, full: 200_000);
        var drains = steps.ToDictionary(step => step, _ => new List<Drain>());
        for (int round = 0; round < run.Pick(tiny: 1, quick: 1, full: 2); round++)
        {
            foreach (int step in steps)
            {
                drains[step].Add(await Drain.RunAsync(server, client, Math.Min(most, Math.Max(most / 20, most * step / 20)), step));
            }
        }

        var curve = new Curve("scale-concurrency", "Concurrency of one runner", "concurrency");
        foreach (int step in steps)
        {
            curve.Add(step, drains[step]);
        }

        curve.Tell(run.Report, logRate: true);
    }
}
