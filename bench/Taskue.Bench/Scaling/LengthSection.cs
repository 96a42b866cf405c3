using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>A longer queue, of which the same number of tasks is drained.</summary>
internal sealed class LengthSection : ScalingSection
{
    public override string Name => "queue-length";

    public override string What =>
        "Queues of a thousand to five million tasks, each on a server of its own, drained in turns: 200 000 tasks of each, the short ones filled again and again.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(130);

    public override async Task RunAsync(BenchRun run)
    {
        int[] lengths = run.Pick<int[]>(tiny: [100, 1_000], quick: [10_000, 100_000, 1_000_000], full: [1_000, 10_000, 100_000, 1_000_000, 5_000_000]);
        int part = run.Pick(tiny: 500, quick: 200_000, full: 200_000), rounds = run.Pick(tiny: 1, quick: 2, full: 3);
        var curve = new Curve("scale-length", "Length of the queue", "queued tasks");
        var filled = new List<(int Length, GaugedServer Server, TaskueClient Client, List<Drain> Drains)>();
        try
        {
            foreach (int length in lengths)
            {
                GaugedServer server = await BenchRun.StartServerAsync();
                filled.Add((length, server, await server.ConnectAsync(), []));
                await WarmAsync(run, server);
                await filled[^1].Client.EnqueueManyAsync(BenchTasks.Specs(length));
            }

            for (int round = 0; round < rounds; round++)
            {
                foreach ((int length, GaugedServer server, TaskueClient client, List<Drain> drains) in filled)
                {
                    drains.Add(length > part ? await PartAsync(server, client, length, part) : await ManyAsync(server, client, length, Math.Min(part, 20 * length)));
                }
            }
        }
        finally
        {
            foreach ((_, GaugedServer server, TaskueClient client, _) in filled)
            {
                await client.DisposeAsync();
                await server.DisposeAsync();
            }
        }

        foreach ((int length, _, _, List<Drain> drains) in filled)
        {
            curve.Add(length, drains);
        }

        curve.Tell(run.Report);
    }

    // Up to its length again after the part before; only the drain is measured.
    private static async Task<Drain> PartAsync(GaugedServer server, TaskueClient client, int length, int part)
    {
        await FillAsync(client, length);
        return await Drain.RunQueuedAsync(server, client, part, Hundred);
    }

    // Filled and drained until as many tasks have run: the time of the drains only, each with a start of the runner in it.
    private static async Task<Drain> ManyAsync(GaugedServer server, TaskueClient client, int length, int count)
    {
        var drains = new List<Drain>();
        for (int done = 0; done < count; done += length)
        {
            await FillAsync(client, length);
            drains.Add(await Drain.RunQueuedAsync(server, client, length, Hundred));
        }

        return Drain.Together(drains);
    }

    private static async Task FillAsync(TaskueClient client, int length) =>
        await client.EnqueueManyAsync(BenchTasks.Specs(length - (int)(await client.CountTasksAsync()).Pending));
}
