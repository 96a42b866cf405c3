using Taskue.Proof.Fuzz;
using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>The runner is declared dead while it works, and returns, or finds its name taken, or is stopped meanwhile.</summary>
internal sealed class DeathScenario : Scenario
{
    public override string Name => "death";

    public override string Promise => "declared dead: bodies are cancelled, no result counts, the runner returns as another incarnation, gives up where its name is taken, or stops";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var stage = new RunnerStage(dice, pressing);
        stage.Bodies.Endless = true;
        await stage.Runner.StartAsync();
        Task coming = stage.EnqueueAsync(3 + dice.Below(5), 300, BodyKind.Instant, BodyKind.Waits, BodyKind.Heeds, BodyKind.Blocks);
        await RunnerStage.Wait(dice.Below(300));
        stage.Ledger.Loses = dice.OneIn(3) ? 5 : 0;
        stage.Ledger.NameTaken = dice.OneIn(4);
        bool taken = stage.Ledger.NameTaken;
        for (int deaths = 1 + dice.Below(2); deaths > 0; deaths--)
        {
            stage.Ledger.Bury();
            await RunnerStage.Wait(dice.Below(2000));
        }

        await coming;
        bool stopped = dice.OneIn(3);
        if (taken && !stopped)
        {
            try
            {
                await stage.Runner.Completion.WaitAsync(Limit, VirtualClock.Instance);
                Scheduler.Fail("the name is taken, and the runner has ended well");
            }
            catch (RunnerNameException)
            {
                // As it should be.
            }
        }
        else if (!stopped)
        {
            await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        }

        await stage.EndAsync(mayBeLeft: taken || stopped);
    }
}
