using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>How long the tasks of a killed runner stay away.</summary>
internal sealed class RecoverySection : Section
{
    private const int Held = 5;

    public override string Name => "recovery";

    public override string Group => "starting";

    public override string What =>
        "Runners that hold five tasks each are killed (kill -9) at several moments of their heartbeat while another lives, all at default settings: until each task has started again.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(60);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        string folder = Directory.CreateTempSubdirectory("taskue-recovery-").FullName;
        string[] settings = run.Size == Size.Tiny ? ["interval=200", "expiry=600"] : [];
        int pairs = run.Pick(tiny: 1, quick: 3, full: 4);
        try
        {
            var times = new List<double>();
            for (int round = 0; round < run.Pick(tiny: 1, quick: 1, full: 2); round++)
            {
                Pair[] all = await Task.WhenAll(Enumerable.Range(0, pairs).Select(number => StartAsync($"recovery-{round}-{number}")));
                foreach (Pair pair in all)
                {
                    pair.Killed = Stopwatch.GetTimestamp();
                    await pair.Victim.KillAsync();
                    await Task.Delay(run.Size == Size.Tiny ? TimeSpan.Zero : TimeSpan.FromSeconds(3.0 / pairs));
                }

                foreach (Pair pair in all)
                {
                    times.AddRange(await AgainAsync(pair));
                    await pair.Survivor.DisposeAsync();
                }
            }

            var sample = new Sample(times);
            run.Report.Set("recovery_median_s", sample.Median, "s");
            run.Report.Set("recovery_max_s", sample.High, "s");
            run.Report.Set("recovery_tasks", times.Count, "");
            run.Report.Set("recovery_lost", (Held * pairs * run.Pick(1, 1, 2)) - times.Count, "");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        async Task<Pair> StartAsync(string @namespace)
        {
            TaskueClient own = client.WithNamespace(@namespace);
            string[] files = [.. Enumerable.Range(0, Held).Select(number => Path.Combine(folder, $"{@namespace}-{number}"))];
            await own.EnqueueManyAsync(files.Select(file => TaskSpec.Call(() => HostTasks.HoldThenStamp(file, null!))));
            ChildProcess victim = await RunnerProcess.StartAsync(server, @namespace, "victim", Held, settings);
            await Wait.Eventually(() => files.All(file => File.Exists(file + ".held")), "the victim holds its tasks");
            return new Pair(own, victim, await RunnerProcess.StartAsync(server, @namespace, "survivor", Held, settings), files);
        }
    }

    // What has not started again and passed by then is lost.
    private static async Task<IEnumerable<double>> AgainAsync(Pair pair)
    {
        try
        {
            await Wait.Eventually(async () => (await pair.Client.CountTasksAsync()).Passed == Held, "all tasks passed", TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            // Counted by the caller.
        }

        return pair.Files.Select(HostTasks.Read).OfType<long>().Select(stamp => Stopwatch.GetElapsedTime(pair.Killed, stamp).TotalSeconds);
    }

    private sealed record Pair(TaskueClient Client, ChildProcess Victim, ChildProcess Survivor, string[] Files)
    {
        public long Killed { get; set; }
    }
}
