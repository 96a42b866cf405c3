using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>SIGSTOP of a runner until its heartbeat has expired and others have its tasks; then SIGCONT.</summary>
internal sealed class FreezeRunner : Fault
{
    private static readonly TimeSpan Patience = Wait.DefaultLimit;

    private const string Word = "SIGSTOP past the expiry";

    public override string Name => Word;

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
            await TakenAsync(scene, slot, stopping);
            await Task.Delay(dice.Next(300), stopping);
        }
        finally
        {
            await process.SignalAsync(ProcessSignal.Continue);
            slot.Release();
        }
    }

    /// <summary>Waits until others have its tasks. Where all runners are slow to beat, nobody may be buried for a time; then it is thawed all the same.</summary>
    private static async Task TakenAsync(Scene scene, RunnerSlot slot, CancellationToken stopping)
    {
        try
        {
            await Wait.Eventually(() => scene.Watch.Holding(slot.Name) == 0, "others have taken the tasks of the frozen runner", Patience, stopping);
        }
        catch (TimeoutException)
        {
            scene.Tally.See(Word, "times that nobody took its tasks");
        }
    }
}
