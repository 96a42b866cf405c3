using Taskue.Proof.Fuzz;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>The same with what tasks write, which must be with the store before their outcome is.</summary>
internal sealed class LogScenario : Scenario
{
    public override string Name => "logs";

    public override string Promise => "what a task has written is with the store before its outcome is, and no outcome is lost between";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var stage = new RunnerStage(dice, pressing, options => (options.CaptureLogs, options.ForwardConsole) = (true, false));
        await stage.Runner.StartAsync();
        stage.Ledger.Loses = dice.OneIn(3) ? 5 : 0;
        await stage.EnqueueAsync(2 + dice.Below(5), 300, BodyKind.Instant, BodyKind.Waits, BodyKind.Throws);
        await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        stage.Ledger.Loses = 0;
        await stage.EndAsync(mayBeLeft: false);
    }
}
