using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What becomes of the tasks of a killed worker.</summary>
internal sealed class PeerRecoverySection(PeerContext context) : PeerSection(context)
{
    public override string Name => "peers-recovery";

    public override string What => "kill -9 of a worker at default settings while its bodies run, with another worker alive: when they run again, and what is gone.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(105);

    // All at the same time: they wait for clocks, not for the processor.
    protected override async Task MeasureAsync(PeerBoard board)
    {
        if (Plan.RecoveryCap == TimeSpan.Zero)
        {
            return;
        }

        await using GaugedServer server = await BenchRun.StartServerAsync();
        var running = board.Peers.ToDictionary(peer => peer.Key, peer => PeerRecovery.RunAsync(server, peer, Plan.RecoveryCap));
        await board.InTurnsAsync(1, peer => [peer.Default], "recovery after kill -9", async (peer, setting) =>
        {
            PeerRecovery recovery = await running[peer.Key];
            board.Add(peer, setting, "recovery_held", recovery.Held);
            board.Add(peer, setting, "recovery_again", recovery.Again);
            board.Add(peer, setting, "recovery_lost", recovery.Gone);
            if (recovery.Seconds is { } seconds)
            {
                board.Add(peer, setting, "recovery_s", seconds);
            }
        });
    }

    protected override void Show(PeerBoard board, Report report)
    {
        if (Plan.RecoveryCap == TimeSpan.Zero)
        {
            report.Say("Not measured in the short run: it takes a minute and a half of waiting.");
            return;
        }

        var table = new Table("kill -9 of a worker at default settings", "system", "tasks it ran", "of them run again", "seconds until the last of them ran", "gone from Redis");
        foreach (Peer peer in board.Peers)
        {
            table.Add(peer.Name, board.Of(peer, peer.Default, "recovery_held")?.Median ?? 0, board.Of(peer, peer.Default, "recovery_again")?.Median ?? 0,
                board.Of(peer, peer.Default, "recovery_s") is { } seconds ? seconds.Median : FormattableString.Invariant($"not in {Plan.RecoveryCap.TotalSeconds:0} s"),
                board.Of(peer, peer.Default, "recovery_lost")?.Median ?? 0);
        }

        report.Add(table);
        Keep(board, report, "recovery_s", "recovery_held", "recovery_again", "recovery_lost");
    }
}
