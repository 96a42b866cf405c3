namespace Taskue.Proof.Processes;

/// <summary>kill -9 of redis-server, which syncs its file with every write, and a restart after a time that is shorter or longer than a heartbeat lasts.</summary>
internal sealed class KillServer : Fault
{
    public override string Name => "kill -9 of redis-server";

    public override Lane Lane => Lane.Server;

    public override int Full => 50;

    public override int Short => 1;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        scene.Tally.Strike(Name, scene.Watch.Holding());
        await scene.Server.KillAsync();
        try
        {
            await Task.Delay(dice.Next(3) == 0 ? RoundForm.Expiry * 1.5 : TimeSpan.FromMilliseconds(dice.Next(50, 800)), stopping);
        }
        finally
        {
            await scene.Server.RestartAsync();
        }
    }
}
