using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What a line of log costs.</summary>
internal sealed class LogSection : Section
{
    public override string Name => "one-line";

    public override string Group => "limits";

    public override string What => "The drain at concurrency 100 with tasks that print one line, which is kept and not shown.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(8);

    public override TimeSpan TakesQuick => TimeSpan.FromSeconds(4);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        int count = run.Pick(tiny: 500, quick: 30_000, full: 50_000);
        await Drain.RunAsync(server, client, count / 5, 100, Spec);
        Drain drain = await Drain.RunAsync(server, client, count, 100, Spec);
        run.Report.Set("drain_c100_one_line_per_s", drain.PerSecond, "1/s");
        run.Report.Set("drain_c100_one_line_redis_us_per_task", drain.RedisMicroseconds, "us");
        run.Report.Set("drain_c100_one_line_script_calls_per_task", drain.ScriptCalls, "");
        run.Report.Set("drain_c100_one_line_allocated_bytes_per_task", drain.AllocatedBytes, "B");
        run.Report.Set("drain_c100_one_line_bytes_per_finished_task", drain.FinishedBytes, "B");

        static TaskSpec Spec(int number) => TaskSpec.Call(() => BenchTasks.Say(number, "hello"));
    }
}
