using Taskue.Proof.Fuzz;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>The same with what tasks write, which must be with the store before their outcome is.</summary>
internal sealed class LogScenario : Scenario
{
    public override string Name => "logs";

    /// <summary>Longer than a runner waits for a store that takes no lines.</summary>
    private const int LongFreezeMs = 11_000;

    public override string Promise => "what a task has written is with the store before its outcome is, no outcome is lost between, and a freeze loses no lines";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var stage = new RunnerStage(dice, pressing, options => (options.CaptureLogs, options.ForwardConsole) = (true, false));
        await stage.Runner.StartAsync();
        switch (dice.Below(3))
        {
            case 0:
                stage.Ledger.Loses = 5;
                break;
            case 1:
                stage.KeepsLogs = true;
                stage.Ledger.FreezesNextAppend = TimeSpan.FromMilliseconds(LongFreezeMs + dice.Below(LongFreezeMs));
                break;
        }

        await stage.EnqueueAsync(2 + dice.Below(5), 300, BodyKind.Instant, BodyKind.Waits, BodyKind.Throws);
        await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        stage.Ledger.Loses = 0;
        await stage.EndAsync(mayBeLeft: false);
    }
}
