using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>How fast workflows run, where a system has them.</summary>
internal sealed class PeerWorkflowSection(PeerContext context) : PeerSection(context)
{
    public override string Name => "peers-workflows";

    public override string What => "Workflows of ten tasks and one that runs after them, queued before the workers start, at the best setting.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(60);

    protected override async Task MeasureAsync(PeerBoard board)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await board.InTurnsAsync(Plan.Rounds, peer => peer.Workflows > 0 ? [board.Best(peer)] : [], "workflows", async (peer, setting) => board.Add(
            peer, peer.Default, "workflows_per_s", await PeerWorkflow.RunAsync(server, peer, setting, Plan.Part(peer.Workflows), Plan.Window + TimeSpan.FromSeconds(2))));
    }

    protected override void Show(PeerBoard board, Report report)
    {
        var table = new Table("Workflows 10 → 1 a second", "system", "workflows/s", "how");
        foreach (Peer peer in board.Peers)
        {
            table.Add(peer.Name, board.Cell(peer, peer.Default, "workflows_per_s"), peer.Workflow);
            if (board.Of(peer, peer.Default, "workflows_per_s") is { } sample)
            {
                report.Keep($"peers_{peer.Key}_workflows_per_s", sample);
            }
        }

        report.Add(table);
        Ratio(board, report, "workflows", lessIsBetter: false, peer => board.Of(peer, peer.Default, "workflows_per_s")?.Median);
    }
}
