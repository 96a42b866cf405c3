using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Lists and counts in a namespace of a million tasks.</summary>
internal sealed class ReadingSection : Section
{
    public override string Name => "reading";

    public override string Group => "limits";

    public override string What => "Pages of 25 and counts by state with a million tasks, of which a tenth has ended.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(20);

    public override TimeSpan TakesQuick => TimeSpan.FromSeconds(15);

    public override async Task RunAsync(BenchRun run)
    {
        int count = run.Pick(tiny: 1_000, quick: 1_000_000, full: 1_000_000), rounds = run.Pick(tiny: 3, quick: 100, full: 200);
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        await client.EnqueueManyAsync(BenchTasks.Specs(count));
        await Drain.RunQueuedAsync(server, client, count / 10, new RunnerOptions { Concurrency = 100, ForwardConsole = false });
        var half = new TaskQuery { Page = count / 50 };
        Set("list_page", await MedianAsync(() => client.ListTasksAsync()));
        Set("list_middle_page", await MedianAsync(() => client.ListTasksAsync(half)));
        Set("list_pending_page", await MedianAsync(() => client.ListTasksAsync(new TaskQuery { State = TaskState.Pending })));
        Set("list_passed_page", await MedianAsync(() => client.ListTasksAsync(new TaskQuery { State = TaskState.Passed })));
        Set("count_by_state", await MedianAsync(() => client.CountTasksAsync()));

        void Set(string what, Sample sample) => run.Report.Set($"{what}_ms", sample.Median, "ms");

        async Task<Sample> MedianAsync(Func<Task> read)
        {
            await read();
            var times = new double[rounds];
            for (int i = 0; i < rounds; i++)
            {
                long start = Stopwatch.GetTimestamp();
                await read();
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            return new Sample(times);
        }
    }
}
