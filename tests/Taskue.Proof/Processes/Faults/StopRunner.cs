using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>SIGTERM of a runner whose grace is shorter than what it runs: it hands back the rest.</summary>
internal sealed class StopRunner : Fault
{
    public override string Name => "SIGTERM of a runner";

    public override Lane Lane => Lane.Deaths;

    public override int Full => 40;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        (RunnerSlot slot, ChildProcess process) = await scene.Fleet.TakeAsync(dice, stopping);
        scene.Tally.Strike(Name, scene.Watch.Holding(slot.Name));
        slot.Doom(Name, sameName: dice.Next(3) == 0);
        await process.SignalAsync(ProcessSignal.Terminate);
        await process.WaitForExitAsync();
        slot.Release();
    }
}
