using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>More queues: that one runner serves, and that lie beside the one it serves.</summary>
internal sealed class QueuesSection : ScalingSection
{
    public override string Name => "queues";

    public override string What => "A runner that serves 1 to 32 queues, its most, with the tasks spread over them; and one queue beside up to a thousand that nobody serves.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(50);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        await WarmAsync(run, server);
        int count = run.Pick(tiny: 500, quick: 100_000, full: 200_000), rounds = run.Pick(tiny: 1, quick: 1, full: 2);
        var served = new Curve("scale-queues-served", "Queues that the runner serves", "queues");
        foreach (int queues in run.Pick<int[]>(tiny: [1, 4], quick: [1, 32], full: [1, 4, 16, 32]))
        {
            string[] names = [.. Enumerable.Range(0, queues).Select(number => $"queue-{number}")];
            served.Add(queues, await DrainsAsync(number => BenchTasks.Spec(number) with { Tag = names[number % queues] }, names));
        }

        served.Tell(run.Report);
        var beside = new Curve("scale-queues-beside", "Queues in the namespace", "other queues");
        foreach (int queues in run.Pick<int[]>(tiny: [0, 10], quick: [0, 1_000], full: [0, 10, 100, 1_000]))
        {
            await client.EnqueueManyAsync(Enumerable.Range(0, queues).Select(number => BenchTasks.Spec(number) with { Tag = $"other-{number}" }));
            beside.Add(queues, await DrainsAsync(BenchTasks.Spec, []));
        }

        beside.Tell(run.Report);

        async Task<List<Drain>> DrainsAsync(Func<int, TaskSpec> spec, string[] names)
        {
            var drains = new List<Drain>();
            for (int round = 0; round < rounds; round++)
            {
                await client.EnqueueManyAsync(Enumerable.Range(0, count).Select(spec));
                RunnerOptions options = Hundred;
                options.Queues = names;
                options.RunUntaggedTasks = names.Length == 0;
                drains.Add(await Drain.RunQueuedAsync(server, client, count, options));
            }

            return drains;
        }
    }
}
