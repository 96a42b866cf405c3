using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Callers that wait for tasks which nobody runs, while others are drained.</summary>
internal sealed class WaitersSection : ScalingSection
{
    public override string Name => "waiters";

    public override string What => "Up to ten thousand callers of another client wait for the ends of tasks that nobody runs, while one runner drains.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(35);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync(), other = await server.ConnectAsync();
        await WarmAsync(run, server);
        int count = run.Pick(tiny: 500, quick: 100_000, full: 200_000);
        using var over = new CancellationTokenSource();
        var waits = new List<Task>();
        var curve = new Curve("scale-waiters", "Callers that wait", "waiters");
        foreach (int waiters in run.Pick<int[]>(tiny: [0, 20], quick: [0, 1_000], full: [0, 100, 1_000, 10_000]))
        {
            string[] ids = [.. Enumerable.Range(0, waiters - waits.Count).Select(_ => TaskId.New())];
            await client.EnqueueManyAsync(ids.Select((id, number) => BenchTasks.Spec(number) with { Id = id, Tag = "nobody" }));
            waits.AddRange(ids.Select(id => other.WaitForTaskAsync(id, Timeout.InfiniteTimeSpan, over.Token)));
            var drains = new List<Drain>();
            for (int round = 0; round < run.Pick(tiny: 1, quick: 1, full: 2); round++)
            {
                await client.EnqueueManyAsync(BenchTasks.Specs(count));
                drains.Add(await Drain.RunQueuedAsync(server, client, count, Hundred));
            }

            curve.Add(waiters, drains);
        }

        int left = waits.Count(wait => !wait.IsCompleted);
        await over.CancelAsync();
        await Task.WhenAll(waits).ContinueWith(static _ => { }, TaskScheduler.Default);
        curve.Tell(run.Report);
        run.Report.Say(left == waits.Count ? "All of them still waited at the end." : $"**Failed**: {waits.Count - left} of {waits.Count} waiters did not wait to the end.");
    }
}
