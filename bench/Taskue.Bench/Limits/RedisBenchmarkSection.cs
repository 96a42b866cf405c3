using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What redis-benchmark reaches on this machine, and Taskue's share of it.</summary>
internal sealed class RedisBenchmarkSection : Section
{
    private const string Script = "redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) return redis.call('RPUSH', KEYS[2], ARGV[1])";

    public override string Name => "redis-benchmark";

    public override string Group => "limits";

    public override string What =>
        "redis-benchmark: one client awaiting each answer, and fifty clients with sixteen commands under way each; Taskue's figures of this run by these.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(35);

    public override TimeSpan TakesQuick => TimeSpan.FromSeconds(8);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        string hash = await server.ScriptAsync(Script);
        string[] evalsha = ["evalsha", hash, "2", "tasks", "queue", "__rand_int__", "a record of one hundred bytes, about what the spec of a task takes, which stands here for that, just so"];
        (string Key, string[] Command)[] commands =
            [("ping", ["PING"]), ("set", ["SET", "key:__rand_int__", "value"]), ("rpush", ["RPUSH", "list", "value"]), ("evalsha", evalsha)];
        var table = new Table("redis-benchmark, commands a second", "command", "1 client, one by one", "50 clients, 16 under way");
        foreach ((string key, string[] command) in commands)
        {
            Turns turns = await Turns.TakeAsync(run.Pick(tiny: 1, quick: 1, full: 3),
                () => AskAsync(server, run.Pick(100, 10_000, 40_000), ["-c", "1"], command),
                () => AskAsync(server, run.Pick(1_600, 200_000, 1_000_000), ["-c", "50", "-P", "16"], command));
            run.Report.Set($"redis_benchmark_{key}_single_per_s", turns[0], "1/s");
            run.Report.Set($"redis_benchmark_{key}_pipelined_per_s", turns[1], "1/s");
            table.Add(key, turns[0].Median, turns[1].Median);
            await server.FlushAsync();
        }

        run.Report.Add(table);
        Share("enqueue_single_of_redis_benchmark", "enqueue_single_per_s", "redis_benchmark_evalsha_single_per_s");
        Share("enqueue_bulk_of_redis_benchmark", "enqueue_bulk_per_s", "redis_benchmark_evalsha_pipelined_per_s");
        Share("drain_c1_of_redis_benchmark", "drain_c1_per_s", "redis_benchmark_evalsha_single_per_s");
        Share("drain_c100_of_redis_benchmark", "drain_c100_per_s", "redis_benchmark_evalsha_pipelined_per_s");

        void Share(string key, string what, string limit)
        {
            if (run.Report[what] is { } figure && run.Report[limit] is { } most)
            {
                run.Report.Set(key, figure / most, "");
            }
        }
    }

    private static async Task<double> AskAsync(GaugedServer server, int count, string[] load, string[] command)
    {
        await using ChildProcess process = ChildProcess.Start("redis-benchmark",
            ["-p", $"{server.Process.Port}", "--csv", "-r", "1000000", "-n", $"{count}", .. load, .. command]);
        int code = await process.WaitForExitAsync(TimeSpan.FromMinutes(1));

        // "test","rps",… and then the command and its figures.
        string[] cells = process.Output.Split('\n')[^1].Split("\",\"");
        return code == 0 && cells.Length > 1 && double.TryParse(cells[1], CultureInfo.InvariantCulture, out double rate)
            ? rate
            : throw new InvalidOperationException($"redis-benchmark ended with {code} and said:\n{process.Output}\n{process.Error}");
    }
}
