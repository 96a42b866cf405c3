using System.Diagnostics;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What one runner in this process did with a queue that was full before it started.</summary>
internal sealed record Drain
{
    public required double PerSecond { get; init; }

    public required long Tasks { get; init; }

    public required double RedisMicroseconds { get; init; }

    /// <summary>Processor time of this process.</summary>
    public required double RunnerMicroseconds { get; init; }

    public required double ScriptCalls { get; init; }

    /// <summary>Redis commands, those inside scripts too.</summary>
    public required double Commands { get; init; }

    public required double AllocatedBytes { get; init; }

    /// <summary>What a finished task takes in the server, with all indexes.</summary>
    public required double FinishedBytes { get; init; }

    /// <summary>Enqueues, and drains from the runner's start to the last task; the namespace is deleted afterwards.</summary>
    public static async Task<Drain> RunAsync(GaugedServer server, TaskueClient client, int count, int concurrency, Func<int, TaskSpec>? spec = null)
    {
        ServerGauge.Reading empty = await server.Gauge.ReadSettledAsync();
        await client.EnqueueManyAsync(Enumerable.Range(0, count).Select(spec ?? BenchTasks.Spec));
        Drain drain = await RunQueuedAsync(server, client, count, new RunnerOptions { Concurrency = concurrency, ForwardConsole = false });
        double bytes = ((await server.Gauge.ReadAsync()).Bytes - empty.Bytes) / (double)count;
        await client.DeleteNamespaceAsync(client.Namespace, force: true);
        return drain with { FinishedBytes = bytes };
    }

    /// <summary>Several drains as if they were one.</summary>
    public static Drain Together(IReadOnlyCollection<Drain> drains)
    {
        double tasks = drains.Sum(one => one.Tasks);
        return new Drain
        {
            PerSecond = tasks / drains.Sum(one => one.Tasks / one.PerSecond),
            Tasks = (long)tasks,
            RedisMicroseconds = Mean(one => one.RedisMicroseconds),
            RunnerMicroseconds = Mean(one => one.RunnerMicroseconds),
            ScriptCalls = Mean(one => one.ScriptCalls),
            Commands = Mean(one => one.Commands),
            AllocatedBytes = Mean(one => one.AllocatedBytes),
            FinishedBytes = drains.Last().FinishedBytes,
        };

        double Mean(Func<Drain, double> figure) => drains.Sum(one => figure(one) * one.Tasks) / tasks;
    }

    /// <summary>The first <paramref name="count"/> tasks of what is queued already; what is stored stays.</summary>
    public static async Task<Drain> RunQueuedAsync(GaugedServer server, TaskueClient client, int count, RunnerOptions options)
    {
        long passed = (await client.CountTasksAsync()).Passed;
        ServerGauge.Reading before = await server.Gauge.ReadAsync();
        await using var runner = new TaskueRunner(client, options);
        long allocated = GC.GetTotalAllocatedBytes();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        Task last = BenchTasks.Expect(count);
        long start = Stopwatch.GetTimestamp();
        await runner.StartAsync();
        await last.WaitAsync(TimeSpan.FromMinutes(5));
        long ended = 0;
        await Wait.Eventually(async () => (ended = (await client.CountTasksAsync()).Passed - passed) >= count, "all tasks passed", TimeSpan.FromMinutes(5));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        ServerGauge.Reading used = await server.Gauge.ReadAsync() - before;
        await runner.StopAsync();
        return new Drain
        {
            PerSecond = ended / seconds,
            Tasks = ended,
            RedisMicroseconds = used.CpuSeconds * 1e6 / ended,
            RunnerMicroseconds = cpu.TotalMicroseconds / ended,
            ScriptCalls = used.ScriptCalls / (double)ended,
            Commands = used.Commands / (double)ended,
            AllocatedBytes = allocated / (double)ended,
            FinishedBytes = 0,
        };
    }
}
