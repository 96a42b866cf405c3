using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Larger arguments.</summary>
internal sealed class PayloadSection : ScalingSection
{
    public override string Name => "payload";

    public override string What => "Arguments of 0 bytes to 1 MiB; beyond 1 KiB they are stored apart.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(45);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        await WarmAsync(run, server);
        (int Bytes, int Count)[] steps = run.Pick<(int, int)[]>(
            tiny: [(0, 200), (10_240, 50)],
            quick: [(0, 100_000), (1_024, 50_000), (1_048_000, 200)],
            full: [(0, 150_000), (100, 150_000), (1_024, 100_000), (10_240, 20_000), (102_400, 3_000), (1_048_000, 400)]);
        var curve = new Curve("scale-payload", "Size of the arguments", "payload bytes");
        var flow = new List<(double X, double Y)>();
        foreach ((int bytes, int count) in steps)
        {
            string text = new('x', bytes);
            var drains = new List<Drain>();
            for (int round = 0; round < run.Pick(tiny: 1, quick: 1, full: 2); round++)
            {
                drains.Add(await Drain.RunAsync(server, client, count, 100, number => TaskSpec.Call(() => BenchTasks.Nothing(number, text))));
            }

            curve.Add(bytes, drains);
            flow.Add((bytes, drains[^1].PerSecond * bytes / 1e6));
        }

        curve.Tell(run.Report, logRate: true);
        run.Report.Add(new LineChart("scale-payload-flow", "Bytes of arguments through one runner", "payload bytes", "MB/s", logX: true).With("Taskue, one runner", flow));
    }
}
