namespace Taskue.Bench;

/// <summary>What the sections of the peers share in a run: who is there, how much to measure, and what was measured so far.</summary>
internal sealed class PeerContext
{
    private PeerBoard? board;

    public PeerPlan Plan { get; private set; } = PeerPlan.Full;

    /// <summary>Installs what is missing, once a run, and tells the versions.</summary>
    public async Task<PeerBoard> BeginAsync(BenchRun run)
    {
        if (board is not null)
        {
            return board;
        }

        Plan = run.Pick(PeerPlan.Tiny, PeerPlan.Quick, PeerPlan.Full);
        IReadOnlyList<PeerSetup> setup = await PeerSetup.RunAsync();
        var table = new Table("What is measured", "system", "version");
        foreach (PeerSetup one in setup)
        {
            string text = one.Installed ? one.Text : $"not installed: {one.Text}";
            table.Add(PeerList.All.First(peer => peer.Key == one.Key).Name, text);
            run.Report.Keep($"peers_{one.Key}_version", text);
        }

        run.Report.Add(table);
        return board = new PeerBoard([.. PeerList.All.Where(peer => setup.Any(one => one.Key == peer.Key && one.Installed))]);
    }
}
