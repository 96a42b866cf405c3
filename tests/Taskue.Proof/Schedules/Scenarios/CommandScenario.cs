using Taskue.Proof.Fuzz;
using Taskue.Proof.Schedules.Engine;
using Taskue.Store;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>An operator pauses and resumes, while tasks come.</summary>
internal sealed class CommandScenario : Scenario
{
    public override string Name => "commands";

    public override string Promise => "pause, resume, drain and stop by command, heard with whatever reply comes first";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var stage = new RunnerStage(dice, pressing);
        await stage.Runner.StartAsync();
        Task coming = stage.EnqueueAsync(3 + dice.Below(5), 300, BodyKind.Instant, BodyKind.Waits, BodyKind.Blocks);
        for (int i = 1 + dice.Below(4); i > 0; i--)
        {
            stage.Ledger.Command = dice.OneIn(2) ? RunnerCommand.Pause : RunnerCommand.None;
            await RunnerStage.Wait(dice.Below(dice.OneIn(2) ? 100 : 8000));
        }

        stage.Ledger.Command = RunnerCommand.None;
        await coming;
        bool waits = dice.OneIn(2);
        if (waits)
        {
            await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        }

        stage.Ledger.StopAsked = true;
        stage.Ledger.Command = dice.OneIn(2) ? RunnerCommand.Drain : RunnerCommand.Stop;
        await stage.Runner.Completion.WaitAsync(Limit, VirtualClock.Instance);
        await stage.EndAsync(mayBeLeft: !waits);
    }
}
