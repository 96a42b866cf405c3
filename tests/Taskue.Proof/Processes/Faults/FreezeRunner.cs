using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>SIGSTOP of a runner until its heartbeat has expired and others have its tasks; then SIGCONT.</summary>
internal sealed class FreezeRunner : Fault
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public override string Name => "SIGSTOP past the expiry";

    public override Lane Lane => Lane.Stalls;

    public override int Full => 50;

    public override int Short => 1;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        (RunnerSlot slot, ChildProcess process) = await scene.Fleet.TakeAsync(dice, stopping);
        scene.Tally.Strike(Name, scene.Watch.Holding(slot.Name));
        slot.Hit(Name);
        await process.SignalAsync(ProcessSignal.Stop);
        try
        {
            await Task.Delay(RoundForm.Expiry, stopping);
            await Wait.Eventually(() => scene.Watch.Holding(slot.Name) == 0, "others have taken the tasks of the frozen runner", Patience, stopping);
            await Task.Delay(dice.Next(300), stopping);
        }
        finally
        {
            await process.SignalAsync(ProcessSignal.Continue);
            slot.Release();
        }
    }
}
