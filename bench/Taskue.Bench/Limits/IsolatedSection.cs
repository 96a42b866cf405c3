using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>The drain in child processes: the children are started before the time counts.</summary>
internal sealed class IsolatedSection : Section
{
    public override string Name => "isolated";

    public override string Group => "limits";

    public override string What => "Bodies in child processes (Isolation = Process) at concurrency 4, without the start of the children.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(10);

    public override TimeSpan TakesQuick => TimeSpan.FromSeconds(7);

    public override async Task RunAsync(BenchRun run)
    {
        int count = run.Pick(tiny: 200, quick: 30_000, full: 60_000), warm = count / 6;
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        await using var runner = new TaskueRunner(client, new RunnerOptions { Concurrency = 4, Isolation = TaskIsolation.Process });
        await runner.StartAsync();
        await RoundAsync(client, runner, warm);
        run.Report.Set("drain_isolated_c4_per_s", await RoundAsync(client, runner, count), "1/s");
        await runner.StopAsync();
    }

    private static async Task<double> RoundAsync(TaskueClient client, TaskueRunner runner, int count)
    {
        long before = (await client.CountTasksAsync()).Passed;
        await client.PauseRunnerAsync(runner.Name);
        await client.EnqueueManyAsync(BenchTasks.Specs(count));
        long start = Stopwatch.GetTimestamp();
        await client.ResumeRunnerAsync(runner.Name);
        await Wait.Eventually(async () => (await client.CountTasksAsync()).Passed == before + count, "all tasks passed", TimeSpan.FromMinutes(2));
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
