using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>SIGSTOP of a runner until its heartbeat has expired, and longer; then SIGCONT.</summary>
internal sealed class FreezeRunner : Fault
{
    public override string Name => "SIGSTOP past the expiry";

    public override Lane Lane => Lane.Stalls;

    public override int Full => 50;

    public override int Short => 1;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        (RunnerSlot slot, ChildProcess process) = await scene.Fleet.TakeAsync(dice, stopping);
        scene.Tally.Strike(Name, scene.Watch.Holding(slot.Name));
        await process.SignalAsync(ProcessSignal.Stop);
        try
        {
            await Task.Delay(RoundForm.Expiry + TimeSpan.FromMilliseconds(dice.Next(300, 1500)), stopping);
        }
        finally
        {
            await process.SignalAsync(ProcessSignal.Continue);
            slot.Release();
        }
    }
}
