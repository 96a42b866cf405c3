namespace Taskue.Proof.Processes;

/// <summary>CLIENT KILL of all connections, or of those of one kind.</summary>
internal sealed class KillClients : Fault
{
    public override string Name => "CLIENT KILL";

    public override Lane Lane => Lane.Server;

    public override int Full => 40;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        scene.Tally.Strike(Name, scene.Watch.Holding());
        string[] kinds = dice.Next(3) switch { 0 => ["normal"], 1 => ["pubsub"], _ => ["normal", "pubsub"] };
        foreach (string kind in kinds)
        {
            scene.Tally.See(Name, $"connections ({kind})", (int)(long)(await scene.AskAsync("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes"))!);
        }
    }
}
