namespace Taskue.Proof.Processes;

/// <summary>SCRIPT FLUSH: the server forgets every script.</summary>
internal sealed class FlushScripts : Fault
{
    public override string Name => "SCRIPT FLUSH";

    public override Lane Lane => Lane.Server;

    public override int Full => 40;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        scene.Tally.Strike(Name, scene.Watch.Holding());
        await scene.AskAsync("SCRIPT", "FLUSH", "SYNC");
    }
}
