using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>More finished tasks kept in the namespace.</summary>
internal sealed class FinishedSection : ScalingSection
{
    public override string Name => "finished";

    public override string What => "Part after part is drained in one namespace that keeps all that has ended, up to a million tasks.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(40);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        await WarmAsync(run, server);
        int part = run.Pick(tiny: 200, quick: 100_000, full: 100_000), parts = run.Pick(tiny: 2, quick: 4, full: 11);
        var curve = new Curve("scale-finished", "Finished tasks kept", "finished tasks");
        for (int number = 0; number < parts; number++)
        {
            await client.EnqueueManyAsync(BenchTasks.Specs(part));
            curve.Add(number * part, [await Drain.RunQueuedAsync(server, client, part, Hundred)]);
        }

        curve.Tell(run.Report, log: false);
    }
}
