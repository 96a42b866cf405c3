using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>kill -9 of a runner. It starts again, now and then under the same name.</summary>
internal sealed class KillRunner : Fault
{
    public override string Name => "kill -9 of a runner";

    public override Lane Lane => Lane.Deaths;

    public override int Full => 200;

    public override int Short => 2;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        (RunnerSlot slot, ChildProcess process) = await scene.Fleet.TakeAsync(dice, stopping);
        scene.Tally.Strike(Name, scene.Watch.Holding(slot.Name));
        slot.Doom(Name, sameName: dice.Next(3) == 0);
        await process.KillAsync();
        slot.Release();
    }
}
