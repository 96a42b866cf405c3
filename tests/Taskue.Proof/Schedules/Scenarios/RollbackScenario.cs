using Taskue.Proof.Fuzz;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>Redis comes back as it was a moment ago: after a crash without its last writes, or a failover.</summary>
internal sealed class RollbackScenario : Scenario
{
    public override string Name => "rollback";

    public override string Promise => "a store that has forgotten calls: the runner names all that it holds, what it is not given any more is dropped, no slot is lost";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var stage = new RunnerStage(dice, pressing);
        await stage.Runner.StartAsync();
        await (dice.OneIn(3) ? ForgetAWhileAsync(stage, dice) : ForgetEndsAsync(stage, dice));
        await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        await stage.UntilAsync("no slot is in use", () => stage.Runner.Running == 0);
        await stage.EndAsync(mayBeLeft: false);
    }

    // A crash right after the answer, again and again, while tasks end one upon the other.
    private static async Task ForgetEndsAsync(RunnerStage stage, Dice dice)
    {
        Task coming = stage.EnqueueAsync(3 + dice.Below(3), 1, BodyKind.Instant, BodyKind.Throws);
        for (int times = 1 + dice.Below(4); times > 0; times--)
        {
            stage.Ledger.ForgetsNextEnd = true;
            await RunnerStage.Wait(dice.Below(20));
        }

        await coming;
    }

    private static async Task ForgetAWhileAsync(RunnerStage stage, Dice dice)
    {
        Task coming = stage.EnqueueAsync(3 + dice.Below(5), 300, BodyKind.Instant, BodyKind.Waits, BodyKind.Blocks, BodyKind.Throws);
        for (int times = 1 + dice.Below(2); times > 0; times--)
        {
            await RunnerStage.Wait(dice.Below(200));
            stage.Ledger.Remember();
            await RunnerStage.Wait(dice.Below(200));
            stage.Ledger.RollBack();
        }

        await coming;
    }
}
