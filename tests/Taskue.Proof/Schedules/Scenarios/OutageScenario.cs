using Taskue.Proof.Fuzz;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>Calls and answers are lost, and Redis is away for a while.</summary>
internal sealed class OutageScenario : Scenario
{
    public override string Name => "outage";

    public override string Promise => "lost calls, lost answers and outages: a call is repeated as it was, nothing is told twice or forgotten, and work goes on";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var stage = new RunnerStage(dice, pressing);
        stage.Ledger.LosesWakes = dice.Below(3);
        await stage.Runner.StartAsync();
        stage.Ledger.Loses = 2 + dice.Below(6);
        Task coming = stage.EnqueueAsync(3 + dice.Below(6), 300, BodyKind.Instant, BodyKind.Waits, BodyKind.Blocks, BodyKind.Throws);
        if (dice.OneIn(2))
        {
            await RunnerStage.Wait(dice.Below(300));
            stage.Ledger.Away = true;
            await RunnerStage.Wait(dice.Below(3000));
            stage.Ledger.Away = false;
        }

        await coming;
        bool waits = dice.OneIn(2);
        if (waits)
        {
            await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        }

        stage.Ledger.Loses = dice.OneIn(2) ? 0 : stage.Ledger.Loses;
        await stage.EndAsync(mayBeLeft: !waits);
    }
}
