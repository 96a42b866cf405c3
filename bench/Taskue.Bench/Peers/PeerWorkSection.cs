using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Drains of tasks that do something: then the queue's own cost weighs less.</summary>
internal sealed class PeerWorkSection(PeerContext context) : PeerSection(context)
{
    private static readonly string[] Bodies = ["cpu", "await"];

    public override string Name => "peers-work";

    public override string What => "Drains of tasks with real work in the body: 1 ms of processor time, or 10 ms of waiting.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(160);

    protected override async Task MeasureAsync(PeerBoard board)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using var producers = new Producers(server.Process.Port);
        foreach (string body in Bodies)
        {
            await DrainsAsync(body, body, server, server.Process.Port, producers, board, Plan);
        }
    }

    protected override void Show(PeerBoard board, Report report)
    {
        var table = new Table("Tasks a second with real work", "system", "setting", "1 ms of CPU", "10 ms of await");
        foreach (Peer peer in board.Peers)
        {
            foreach (PeerSetting setting in board.DefaultAndBest(peer))
            {
                table.Add([peer.Name, setting.Label, .. Bodies.Select(body => board.Cell(peer, setting, $"{body}_drain_per_s"))]);
            }
        }

        report.Add(table);
        report.Add(Bars(board, "peers-work", "Drain rate with real work, best setting", "tasks/s",
            [.. Bodies.Select(body => (body, (Func<Peer, Sample?>)(peer => board.Of(peer, board.Best(peer), $"{body}_drain_per_s"))))]));
        foreach (string body in Bodies)
        {
            Keep(board, report, $"{body}_drain_per_s");
            Ratio(board, report, $"{body}_drain_best", lessIsBetter: false, peer => board.Of(peer, board.Best(peer), $"{body}_drain_per_s")?.Median);
        }
    }

    public static Task DrainsAsync(string condition, string body, GaugedServer server, int port, Producers producers, PeerBoard board, PeerPlan plan) =>
        board.InTurnsAsync(plan.ConditionRounds, peer => plan.AllSettings ? board.DefaultAndBest(peer) : [board.Best(peer)], $"drain ({condition})", async (peer, setting) =>
            board.Add(peer, setting, $"{condition}_drain_per_s",
                (await PeerDrain.RunAsync(server, port, await producers.OfAsync(peer), peer, setting, body, plan.CountOf(setting, body), plan.Window)).PerSecond));
}
