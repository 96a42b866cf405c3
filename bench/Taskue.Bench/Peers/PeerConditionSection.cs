using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Drains, single enqueues and idle latency again, under another condition.</summary>
internal abstract class PeerConditionSection(PeerContext context, string condition, string words) : PeerSection(context)
{
    public override TimeSpan Takes => TimeSpan.FromSeconds(120);

    /// <param name="port">Where workers, and the producers that are timed, find Redis. Queues are filled at the server itself.</param>
    protected async Task MeasureAsync(GaugedServer server, int port, PeerBoard board, double singles)
    {
        await using (var near = new Producers(server.Process.Port))
        {
            await PeerWorkSection.DrainsAsync(condition, "none", server, port, near, board, Plan);
        }

        await using var producers = new Producers(port);
        await PeerEnqueueSection.SinglesAsync($"{condition}_", server, producers, board, Plan, Plan.ConditionRounds, singles);
        await PeerLatencySection.TakeAsync($"{condition}_", server, port, producers, board, Plan, 1, peer => [peer.Default]);
    }

    protected override void Show(PeerBoard board, Report report)
    {
        string latency = $"{condition}_latency_ms";
        var table = new Table($"With {words}", "system", "drain, default, tasks/s", "drain, best, tasks/s", "best setting", "enqueue one by one, tasks/s", "idle p50, ms", "p99", "not run within 20 s");
        foreach (Peer peer in board.Peers)
        {
            PeerSetting best = board.Best(peer);
            table.Add(peer.Name, board.Cell(peer, peer.Default, $"{condition}_drain_per_s"), board.Cell(peer, best, $"{condition}_drain_per_s"), best.Label,
                board.Cell(peer, peer.Default, $"{condition}_enqueue_single_per_s"), board.Quantile(peer, peer.Default, latency, 0.5),
                board.Quantile(peer, peer.Default, latency, 0.99), board.Of(peer, peer.Default, $"{condition}_latency_missing")?.Sum ?? 0);
            if (board.Of(peer, peer.Default, latency) is { } sample)
            {
                report.Keep($"peers_{peer.Key}_default_{condition}_latency_p50_ms", new Sample([sample.At(0.5)]));
            }
        }

        report.Add(table);
        report.Add(Bars(board, $"peers-{condition}", $"Drain rate with {words}", "tasks/s",
            ("default", peer => board.Of(peer, peer.Default, $"{condition}_drain_per_s")), ("best", peer => board.Of(peer, board.Best(peer), $"{condition}_drain_per_s"))));
        Keep(board, report, $"{condition}_drain_per_s", $"{condition}_enqueue_single_per_s");
        Ratio(board, report, $"{condition}_drain_best", lessIsBetter: false, peer => board.Of(peer, board.Best(peer), $"{condition}_drain_per_s")?.Median);
        Ratio(board, report, $"{condition}_latency_p50", lessIsBetter: true, peer => board.Of(peer, peer.Default, latency)?.At(0.5));
    }
}

/// <summary>With an append-only file, flushed to disk every second.</summary>
internal sealed class PeerAofSection(PeerContext context) : PeerConditionSection(context, "aof", "AOF everysec")
{
    public override string Name => "peers-aof";

    public override string What => "The same with Redis's append-only file, flushed to disk every second.";

    protected override async Task MeasureAsync(PeerBoard board)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync(new RedisServerOptions { AppendFsync = AppendFsync.EverySecond });
        await MeasureAsync(server, server.Process.Port, board, singles: 1);
    }
}

/// <summary>With a network between.</summary>
internal sealed class PeerNetworkSection(PeerContext context) : PeerConditionSection(context, "network", "1 ms of network each way")
{
    public override string Name => "peers-network";

    public override string What => "The same through a link that passes each byte on 1 ms after it came, in both directions, without limiting the rate.";

    protected override async Task MeasureAsync(PeerBoard board)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        using var link = new LinkProxy(server.Process.Port);
        link.Apply(new LinkFault(LinkFaultKind.Delay, LinkWay.Both, 1));
        await MeasureAsync(server, link.Port, board, singles: 0.1);
    }
}
