using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>How fast one producer enqueues, and what a queued task takes in Redis.</summary>
internal sealed class PeerEnqueueSection(PeerContext context) : PeerSection(context)
{
    public override string Name => "peers-enqueue";

    public override string What => "One producer process: tasks awaited one by one, and many by each system's best call for that; the growth of Redis's memory.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(60);

    protected override async Task MeasureAsync(PeerBoard board)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using var producers = new Producers(server.Process.Port);
        await SinglesAsync("", server, producers, board, Plan, Plan.Rounds, 1);
        await board.InTurnsAsync(Plan.Rounds, peer => [peer.Default], "enqueue many", async (peer, setting) =>
        {
            Producer producer = await producers.OfAsync(peer);
            int count = Plan.Part(peer.Many);
            await producer.BulkAsync(Math.Max(1, count / 5), "none");
            await server.FlushAsync();
            long empty = (await server.Gauge.ReadAsync()).Bytes;
            board.Add(peer, setting, "enqueue_bulk_per_s", await producer.BulkAsync(count, "none"));
            board.Add(peer, setting, "bytes_per_queued_task", ((await server.Gauge.ReadAsync()).Bytes - empty) / (double)count);
        });
    }

    protected override void Show(PeerBoard board, Report report)
    {
        var table = new Table("Enqueue, tasks a second", "system", "one by one", "many", "call for many", "bytes a queued task");
        foreach (Peer peer in board.Peers)
        {
            table.Add(peer.Name, board.Cell(peer, peer.Default, "enqueue_single_per_s"), board.Cell(peer, peer.Default, "enqueue_bulk_per_s"), peer.Bulk,
                board.Cell(peer, peer.Default, "bytes_per_queued_task"));
        }

        report.Add(table);
        report.Add(Bars(board, "peers-enqueue", "Enqueue rate of one producer", "tasks/s",
            ("one by one", peer => board.Of(peer, peer.Default, "enqueue_single_per_s")), ("many", peer => board.Of(peer, peer.Default, "enqueue_bulk_per_s"))));
        Keep(board, report, "enqueue_single_per_s", "enqueue_bulk_per_s", "bytes_per_queued_task");
        Ratio(board, report, "enqueue_single", lessIsBetter: false, peer => board.Of(peer, peer.Default, "enqueue_single_per_s")?.Median);
        Ratio(board, report, "enqueue_bulk", lessIsBetter: false, peer => board.Of(peer, peer.Default, "enqueue_bulk_per_s")?.Median);
        Ratio(board, report, "queued_bytes", lessIsBetter: true, peer => board.Of(peer, peer.Default, "bytes_per_queued_task")?.Median);
    }

    /// <summary>Single enqueues, the warm-up apart.</summary>
    public static Task SinglesAsync(string prefix, GaugedServer server, Producers producers, PeerBoard board, PeerPlan plan, int rounds, double part) =>
        board.InTurnsAsync(rounds, peer => [peer.Default], $"{prefix}enqueue one by one", async (peer, setting) =>
        {
            await server.FlushAsync();
            Producer producer = await producers.OfAsync(peer);
            int count = plan.Part((int)(peer.Singles * part));
            await producer.SingleAsync(Math.Max(1, count / 5));
            board.Add(peer, setting, $"{prefix}enqueue_single_per_s", await producer.SingleAsync(count));
            await server.FlushAsync();
        });
}
