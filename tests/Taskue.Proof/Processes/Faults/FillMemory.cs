namespace Taskue.Proof.Processes;

/// <summary>`maxmemory` is reached, without eviction: what enqueues is refused, what ends tasks passes. Then it is raised.</summary>
internal sealed class FillMemory : Fault
{
    public override string Name => "maxmemory reached";

    public override Lane Lane => Lane.Server;

    public override int Full => 20;

    public override bool CutsLogs => true;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        scene.Tally.Strike(Name, scene.Watch.Holding());
        await scene.AskAsync("CONFIG", "SET", "maxmemory", "1mb");
        await Task.Delay(dice.Next(500, 3000), stopping);
        await scene.AskAsync("CONFIG", "SET", "maxmemory", "0");
    }
}
