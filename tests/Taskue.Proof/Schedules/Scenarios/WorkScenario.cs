using Taskue.Proof.Fuzz;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>Tasks of all kinds come and go.</summary>
internal sealed class WorkScenario : Scenario
{
    public override string Name => "work";

    public override string Promise => "slots, threads and wake-ups: every task runs once and is told at once, and never are more claimed than there are slots";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var stage = new RunnerStage(dice, pressing);
        await stage.Runner.StartAsync();
        await stage.EnqueueAsync(3 + dice.Below(6), 300, BodyKind.Instant, BodyKind.Waits, BodyKind.Blocks, BodyKind.Throws);
        await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        await stage.EndAsync(mayBeLeft: false);
    }
}
