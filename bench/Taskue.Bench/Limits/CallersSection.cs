using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Many callers of one client, each of which enqueues one task after the other.</summary>
internal sealed class CallersSection : Section
{
    private const int Callers = 64;

    public override string Name => "callers";

    public override string Group => "limits";

    public override string What => "64 callers of one client enqueue at once, each awaiting every single task.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(12);

    public override TimeSpan TakesQuick => TimeSpan.FromSeconds(8);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        int each = run.Pick(tiny: 5, quick: 2_000, full: 2_000);
        await RoundAsync(each / 5);
        Turns turns = await Turns.TakeAsync(run.Rounds, () => RoundAsync(each));
        run.Report.Set("enqueue_many_callers_per_s", turns[0], "1/s");

        async Task<double> RoundAsync(int count)
        {
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                for (int i = 0; i < count; i++)
                {
                    int number = i;
                    await client.EnqueueAsync(() => BenchTasks.Nothing(number, "hello"));
                }
            })));
            double rate = Callers * count / Stopwatch.GetElapsedTime(start).TotalSeconds;
            await server.FlushAsync();
            return rate;
        }
    }
}
