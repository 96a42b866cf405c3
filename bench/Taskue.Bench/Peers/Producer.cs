using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>A peer's producer: a process that enqueues what it is told to, and times it by its own clock.</summary>
internal sealed class Producer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Peer peer;
    private readonly string log;
    private readonly ChildProcess process;
    private int answered;

    private Producer(Peer peer, ChildProcess process, string log) => (this.peer, this.process, this.log) = (peer, process, log);

    public static async Task<Producer> StartAsync(Peer peer, int port, bool results = false)
    {
        string log = Path.GetTempFileName();
        var environment = new Dictionary<string, string?>();
        if (results)
        {
            environment["BENCH_RESULTS"] = "1";
        }

        var producer = new Producer(peer, PeerProcess.Start(peer, peer.Producer, port, log, isWorker: false, environment), log);
        await producer.AnswerAsync("ready");
        return producer;
    }

    /// <summary>Enqueues a second, awaited one by one.</summary>
    public Task<double> SingleAsync(int count) => RateAsync($"single {count}", count);

    /// <summary>Enqueues a second, by its best call for many.</summary>
    public Task<double> BulkAsync(int count, string body) => RateAsync($"bulk {count} {body}", count);

    public Task WorkflowsAsync(int count) => RateAsync($"workflow {count}", count);

    /// <summary>Tasks that a worker started with BENCH_HOLD never ends; their ids.</summary>
    public async Task<string[]> HoldAsync(int count) => await OrderAsync($"hold {count}", "ids");

    /// <summary>When it called to enqueue each of some tasks, with an idle system before each.</summary>
    public async Task<long[]> LatencyAsync(int count, RecordFile file, TimeSpan limit) =>
        [.. (await OrderAsync($"latency {count} {file.Path} {(int)limit.TotalSeconds}", "called")).Select(Number)];

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        File.Delete(log);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private async Task<double> RateAsync(string order, int count)
    {
        string[] times = await OrderAsync(order, "done");
        return count / ((Number(times[1]) - Number(times[0])) / 1e9);
    }

    private async Task<string[]> OrderAsync(string order, string word)
    {
        await process.WriteLineAsync(order);
        return (await AnswerAsync(word)).Split(' ')[1..];
    }

    // Each order is answered by one line; those of earlier orders are still among the process's lines.
    private async Task<string> AnswerAsync(string word)
    {
        int skip = answered++;
        try
        {
            string line = await process.WaitForLineAsync(_ => skip-- <= 0, Limit, $"its answer '{word}'");
            return line.StartsWith(word, StringComparison.Ordinal) ? line : throw new InvalidOperationException($"It answered '{line}', not '{word}'.");
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"The producer of {peer.Name} failed: {fault.Message}\n{PeerProcess.Tail(log)}", fault);
        }
    }
}
