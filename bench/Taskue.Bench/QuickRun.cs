using System.Diagnostics;
using System.Runtime.InteropServices;
using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>The short run: limits and Taskue side by side, on one server, within three minutes.</summary>
internal static class QuickRun
{
    private const int Bulk = 200_000;

    public static async Task RunAsync(RedisServerProcess server, Figures figures)
    {
        ConfigurationOptions settings = ConfigurationOptions.Parse(server.ConnectionString);
        settings.AllowAdmin = true;
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(settings);
        IDatabase database = connection.GetDatabase();
        var gauge = new ServerGauge(connection.GetServers()[0]);
        figures.Set("machine", $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}");
        figures.Set("redis_version", connection.GetServers()[0].Version.ToString());

        await BareLoops.PingsAsync(database, 3_000);
        figures.Set("ping_per_s", await BareLoops.PingsAsync(database, 20_000));
        await BareLoops.SingleEnqueuesAsync(database, 2_000);
        figures.Set("bare_enqueue_single_per_s", await BareLoops.SingleEnqueuesAsync(database, 15_000));
        figures.Set("bare_enqueue_bulk_per_s", await BareLoops.BulkEnqueuesAsync(database, Bulk));
        await database.ExecuteAsync("FLUSHALL");
        foreach ((int concurrency, int count) in Drains)
        {
            figures.Set($"bare_drain_c{concurrency}_per_s", await BareLoops.DrainAsync(database, count, concurrency));
        }

        await using TaskueClient taskue = await TaskueClient.ConnectAsync(server.ConnectionString);
        await SingleAsync(taskue, figures);
        await BulkAsync(taskue, gauge, figures);
        foreach ((int concurrency, int count) in Drains)
        {
            await DrainAsync(taskue, gauge, figures, concurrency, count);
        }

        await DrainAsync(taskue, gauge, figures, 100, Bulk / 4, "drain_c100_one_line", static number => TaskSpec.Call(() => BenchTasks.Say(number, "hello")));

        await LatencyAsync(taskue, figures);
        Ratio(figures, "enqueue_single", "bare_enqueue_single");
        Ratio(figures, "enqueue_bulk", "bare_enqueue_bulk");
        foreach ((int concurrency, _) in Drains)
        {
            Ratio(figures, $"drain_c{concurrency}", $"bare_drain_c{concurrency}");
        }
    }

    private static readonly (int Concurrency, int Count)[] Drains = [(1, 20_000), (10, 100_000), (100, Bulk)];

    private static void Ratio(Figures figures, string what, string limit) =>
        figures.Set($"{what}_of_bare", figures[$"{what}_per_s"] / figures[$"{limit}_per_s"]);

    private static IEnumerable<TaskSpec> Specs(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int number = i;
            yield return TaskSpec.Call(() => BenchTasks.Nothing(number, "hello"));
        }
    }

    private static async Task SingleAsync(TaskueClient taskue, Figures figures)
    {
        const int Count = 15_000;
        for (int round = 0; round < 2; round++)
        {
            int count = round == 0 ? 2_000 : Count;
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
            {
                int number = i;
                await taskue.EnqueueAsync(() => BenchTasks.Nothing(number, "hello"));
            }

            if (round == 1)
            {
                figures.Set("enqueue_single_per_s", count / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        await taskue.DeleteNamespaceAsync(taskue.Namespace, force: true);
    }

    private static async Task BulkAsync(TaskueClient taskue, ServerGauge gauge, Figures figures)
    {
        await taskue.EnqueueManyAsync(Specs(5_000));
        await taskue.DeleteNamespaceAsync(taskue.Namespace, force: true);
        ServerGauge.Reading before = await gauge.ReadSettledAsync();
        long start = Stopwatch.GetTimestamp();
        await taskue.EnqueueManyAsync(Specs(Bulk));
        figures.Set("enqueue_bulk_per_s", Bulk / Stopwatch.GetElapsedTime(start).TotalSeconds);
        ServerGauge.Reading used = await gauge.ReadAsync() - before;
        figures.Set("enqueue_bulk_redis_us_per_task", used.CpuSeconds * 1e6 / Bulk);
        figures.Set("bytes_per_queued_task", used.Bytes / (double)Bulk);
        await taskue.DeleteNamespaceAsync(taskue.Namespace, force: true);
    }

    private static Task DrainAsync(TaskueClient taskue, ServerGauge gauge, Figures figures, int concurrency, int count) =>
        DrainAsync(taskue, gauge, figures, concurrency, count, $"drain_c{concurrency}", static number => TaskSpec.Call(() => BenchTasks.Nothing(number, "hello")));

    private static async Task DrainAsync(
        TaskueClient taskue, ServerGauge gauge, Figures figures, int concurrency, int count, string what, Func<int, TaskSpec> spec)
    {
        ServerGauge.Reading empty = await gauge.ReadSettledAsync();
        await taskue.EnqueueManyAsync(Enumerable.Range(0, count).Select(spec));
        ServerGauge.Reading before = await gauge.ReadAsync();
        long allocated = GC.GetTotalAllocatedBytes();
        await using var runner = new TaskueRunner(taskue, new RunnerOptions { Concurrency = concurrency, ForwardConsole = false });
        long start = Stopwatch.GetTimestamp();
        await runner.StartAsync();
        await Wait.Eventually(async () => (await taskue.CountTasksAsync()).Passed == count, "all tasks passed", TimeSpan.FromMinutes(2));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        ServerGauge.Reading used = await gauge.ReadAsync() - before;
        figures.Set($"{what}_per_s", count / seconds);
        figures.Set($"{what}_redis_us_per_task", used.CpuSeconds * 1e6 / count);
        figures.Set($"{what}_script_calls_per_task", used.ScriptCalls / (double)count);
        figures.Set($"{what}_allocated_bytes_per_task", (GC.GetTotalAllocatedBytes() - allocated) / (double)count);
        await runner.StopAsync();
        if (concurrency == Drains[^1].Concurrency)
        {
            figures.Set(count == Bulk ? "bytes_per_finished_task" : $"{what}_bytes_per_finished_task", ((await gauge.ReadAsync()).Bytes - empty.Bytes) / (double)count);
        }

        await taskue.DeleteNamespaceAsync(taskue.Namespace, force: true);
    }

    /// <summary>An idle runner, one task at a time: from the enqueue call to the first line of the body, on one clock.</summary>
    private static async Task LatencyAsync(TaskueClient taskue, Figures figures)
    {
        const int Count = 2_000, Warm = 500;
        await using var runner = new TaskueRunner(taskue, new RunnerOptions { Concurrency = 10 });
        await runner.StartAsync();
        var times = new List<double>(Count);
        for (int i = 0; i < Warm + Count; i++)
        {
            int number = i;
            long start = Stopwatch.GetTimestamp();
            Task enqueued = taskue.EnqueueAsync(() => BenchTasks.TellBegun(number, "hello"));
            double took = Stopwatch.GetElapsedTime(start, await BenchTasks.NextBegunAsync()).TotalMilliseconds;
            await enqueued;
            if (i >= Warm)
            {
                times.Add(took);
            }
        }

        times.Sort();
        figures.Set("idle_latency_p50_ms", times[Count / 2]);
        figures.Set("idle_latency_p99_ms", times[Count * 99 / 100]);
        await runner.StopAsync();
        await taskue.DeleteNamespaceAsync(taskue.Namespace, force: true);
    }
}
