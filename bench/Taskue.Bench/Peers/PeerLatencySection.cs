using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>How long a task waits for idle workers.</summary>
internal sealed class PeerLatencySection(PeerContext context) : PeerSection(context)
{
    private static readonly (string Key, double Part)[] Parts = [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)];

    public override string Name => "peers-latency";

    public override string What => "Idle workers, one task at a time: from the enqueue call to the body, both on the machine's monotonic clock. All rounds are pooled.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(115);

    protected override async Task MeasureAsync(PeerBoard board)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using var producers = new Producers(server.Process.Port);
        await TakeAsync("", server, server.Process.Port, producers, board, Plan, Plan.Rounds, board.DefaultAndBest);
    }

    protected override void Show(PeerBoard board, Report report)
    {
        var table = new Table("Idle latency, ms", "system", "setting", "samples", "p50", "p99", "p99.9", "not run within 20 s");
        foreach (Peer peer in board.Peers)
        {
            foreach (PeerSetting setting in board.DefaultAndBest(peer))
            {
                table.Add([peer.Name, setting.Label, board.Of(peer, setting, "latency_ms")?.Count ?? 0,
                    .. Parts.Select(part => board.Quantile(peer, setting, "latency_ms", part.Part)), board.Of(peer, setting, "latency_missing")?.Sum ?? 0]);
            }

            foreach ((string name, PeerSetting setting) in new[] { ("default", peer.Default), ("best", board.Best(peer)) })
            {
                foreach ((string key, double part) in Parts)
                {
                    if (board.Of(peer, setting, "latency_ms") is { } sample && sample.Count * (1 - part) >= 1)
                    {
                        report.Keep($"peers_{peer.Key}_{name}_latency_{key}_ms", new Sample([sample.At(part)]));
                    }
                }
            }
        }

        report.Add(table);
        report.Add(Bars(board, "peers-latency", "Idle latency at default settings", "ms",
            ("p50", peer => board.Of(peer, peer.Default, "latency_ms") is { } sample ? new Sample([sample.At(0.5)]) : null),
            ("p99", peer => board.Of(peer, peer.Default, "latency_ms") is { } sample ? new Sample([sample.At(0.99)]) : null)));
        Ratio(board, report, "latency_p50", lessIsBetter: true, peer => board.Of(peer, peer.Default, "latency_ms")?.At(0.5));
        Ratio(board, report, "latency_p99", lessIsBetter: true, peer => board.Of(peer, peer.Default, "latency_ms")?.At(0.99));
    }

    public static Task TakeAsync(
        string prefix, GaugedServer server, int port, Producers producers, PeerBoard board, PeerPlan plan, int rounds, Func<Peer, IEnumerable<PeerSetting>> settings) =>
        board.InTurnsAsync(rounds, settings, $"{prefix}idle latency", async (peer, setting) =>
        {
            PeerLatency latency = await PeerLatency.RunAsync(
                server, port, await producers.OfAsync(peer), peer, setting, plan.LatencyCount / 8, plan.LatencyCount, plan.LatencyLimit);
            board.Add(peer, setting, $"{prefix}latency_ms", latency.Milliseconds);
            board.Add(peer, setting, $"{prefix}latency_missing", latency.Missing);
        });
}
