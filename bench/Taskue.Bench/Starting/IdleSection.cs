using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What a runner costs while there is nothing to do.</summary>
internal sealed class IdleSection : Section
{
    public override string Name => "idle";

    public override string Group => "starting";

    public override string What => "A runner process with default settings and nothing to do: its processor time, and the commands that it sends.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(45);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using ChildProcess runner = await RunnerProcess.StartAsync(server, "idle", "idle", 1);
        await Task.Delay(run.Pick(tiny: TimeSpan.FromMilliseconds(100), quick: TimeSpan.FromSeconds(5), full: TimeSpan.FromSeconds(10)));
        ServerGauge.Reading before = await server.Gauge.ReadAsync();
        double cpu = ProcessUse.CpuSeconds(runner.Id);
        long start = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(run.Pick(tiny: 1, quick: 10, full: 30)));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        cpu = ProcessUse.CpuSeconds(runner.Id) - cpu;
        ServerGauge.Reading used = await server.Gauge.ReadAsync() - before;
        run.Report.Set("idle_runner_cpu_percent", 100 * cpu / seconds, "%");
        run.Report.Set("idle_client_commands_per_s", used.ClientCommands / seconds, "1/s");
        run.Report.Set("idle_commands_per_s", used.Commands / seconds, "1/s");
        run.Report.Set("idle_runner_memory_mb", ProcessUse.MegaBytes(runner.Id), "MB");
    }
}
