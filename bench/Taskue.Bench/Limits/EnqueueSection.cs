using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Enqueuing one by one and in bulk, in turns with scripts that move the same bytes.</summary>
internal sealed class EnqueueSection : Section
{
    public override string Name => "enqueue";

    public override string Group => "limits";

    public override string What => "Typed lambdas, enqueued one by one (awaited) and in bulk, in turns with PING and bare scripts that move the same bytes.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(35);

    public override TimeSpan TakesQuick => TimeSpan.FromSeconds(15);

    public override async Task RunAsync(BenchRun run)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using TaskueClient client = await server.ConnectAsync();
        int single = run.Pick(tiny: 100, quick: 8_000, full: 15_000), bulk = run.Pick(tiny: 1_000, quick: 200_000, full: 200_000);
        await BareLoops.PingsAsync(server.Database, single / 5);
        await BareLoops.SingleEnqueuesAsync(server.Database, single / 5);
        await SingleAsync(client, single / 5);
        Turns one = await Turns.TakeAsync(run.Rounds,
            () => BareLoops.PingsAsync(server.Database, single),
            () => BareLoops.SingleEnqueuesAsync(server.Database, single),
            () => SingleAsync(client, single));
        run.Report.Set("ping_per_s", one[0], "1/s");
        run.Report.Set("bare_enqueue_single_per_s", one[1], "1/s");
        run.Report.Set("enqueue_single_per_s", one[2], "1/s");
        run.Report.Set("enqueue_single_of_bare", one.Ratio(2, 1), "");
        run.Report.Set("enqueue_single_of_ping", one.Ratio(2, 0), "");
        await server.FlushAsync();

        double redis = 0, bytes = 0;
        Turns many = await Turns.TakeAsync(run.Rounds, BareAsync, BulkAsync);
        run.Report.Set("bare_enqueue_bulk_per_s", many[0], "1/s");
        run.Report.Set("enqueue_bulk_per_s", many[1], "1/s");
        run.Report.Set("enqueue_bulk_redis_us_per_task", redis, "us");
        run.Report.Set("bytes_per_queued_task", bytes, "B");
        run.Report.Set("enqueue_bulk_of_bare", many.Ratio(1, 0), "");
        await PayloadBytesAsync(run, server, client, bulk);

        async Task<double> BareAsync()
        {
            double rate = await BareLoops.BulkEnqueuesAsync(server.Database, bulk);
            await server.FlushAsync();
            return rate;
        }

        async Task<double> BulkAsync()
        {
            // The namespace is made before, so that the growth is that of the tasks.
            await client.EnqueueManyAsync(BenchTasks.Specs(run.Pick(tiny: 10, quick: 50_000, full: 200_000)));
            await client.DeleteNamespaceAsync(client.Namespace, force: true);
            ServerGauge.Reading before = await server.Gauge.ReadSettledAsync();
            long start = Stopwatch.GetTimestamp();
            await client.EnqueueManyAsync(BenchTasks.Specs(bulk));
            double rate = bulk / Stopwatch.GetElapsedTime(start).TotalSeconds;
            ServerGauge.Reading used = await server.Gauge.ReadAsync() - before;
            redis = used.CpuSeconds * 1e6 / bulk;
            bytes = used.Bytes / (double)bulk;
            await server.FlushAsync();
            return rate;
        }
    }

    // A payload of 100 bytes: an int, and a text that fills the rest.
    private static async Task PayloadBytesAsync(BenchRun run, GaugedServer server, TaskueClient client, int count)
    {
        await client.EnqueueManyAsync(BenchTasks.Specs(10));
        ServerGauge.Reading before = await server.Gauge.ReadSettledAsync();
        string text = new('x', 100 - "[100000,\"\"]".Length);
        await client.EnqueueManyAsync(Enumerable.Range(0, count).Select(i => 100_000 + i).Select(number => TaskSpec.Call(() => BenchTasks.Nothing(number, text))));
        run.Report.Set("bytes_per_queued_task_100b", (await server.Gauge.ReadAsync() - before).Bytes / (double)count, "B");
        await server.FlushAsync();
    }

    private static async Task<double> SingleAsync(TaskueClient client, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            int number = i;
            await client.EnqueueAsync(() => BenchTasks.Nothing(number, "hello"));
        }

        double rate = count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await client.DeleteNamespaceAsync(client.Namespace, force: true);
        return rate;
    }
}
