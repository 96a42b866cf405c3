using Taskue.Proof.Fuzz;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>Tasks run past their timeout: they heed it, or ignore it with and without a thread.</summary>
internal sealed class TimeoutScenario : Scenario
{
    public override string Name => "timeouts";

    public override string Promise => "timeouts: the token fires, the slot is free at the end of the grace whatever the body does, one outcome counts";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var stage = new RunnerStage(dice, pressing, options =>
            (options.TaskTimeout, options.TimeoutGrace, options.MaxStuckTasks) = (TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(100 * dice.Below(3)), 100));
        stage.Bodies.Endless = true;
        await stage.Runner.StartAsync();
        await stage.EnqueueAsync(3 + dice.Below(5), 400, BodyKind.Waits, BodyKind.Heeds, BodyKind.HeedsLate, BodyKind.Blocks, BodyKind.Deaf, BodyKind.DeafOnThread, BodyKind.Instant);
        await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        await stage.EndAsync(mayBeLeft: false);
    }
}
