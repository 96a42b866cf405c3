using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>All threads of a runner's pool are blocked for a time.</summary>
internal sealed class StarveRunner : Fault
{
    public override string Name => "thread pool starved";

    public override Lane Lane => Lane.Stalls;

    public override int Full => 20;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        (RunnerSlot slot, ChildProcess process) = await scene.Fleet.TakeAsync(dice, stopping);
        scene.Tally.Strike(Name, scene.Watch.Holding(slot.Name));
        slot.Hit(Name);
        await process.WriteLineAsync("starve");
        await process.WaitForLineAsync(line => line == "starved");
        await Task.Delay(RoundForm.Expiry + TimeSpan.FromMilliseconds(dice.Next(1500)), stopping);
        await process.WriteLineAsync("feed");
        slot.Release();
    }
}
