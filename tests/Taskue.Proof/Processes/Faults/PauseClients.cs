using System.Globalization;

namespace Taskue.Proof.Processes;

/// <summary>CLIENT PAUSE of everything or of writes, shorter or longer than a heartbeat lasts.</summary>
internal sealed class PauseClients : Fault
{
    public override string Name => "CLIENT PAUSE";

    public override Lane Lane => Lane.Server;

    public override int Full => 20;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        scene.Tally.Strike(Name, scene.Watch.Holding());
        int ms = dice.Next(200, 2 * (int)RoundForm.Expiry.TotalMilliseconds);
        await scene.AskAsync("CLIENT", "PAUSE", ms.ToString(CultureInfo.InvariantCulture), dice.Next(2) == 0 ? "ALL" : "WRITE");
        await Task.Delay(ms, stopping);
    }
}
