using Taskue.Proof.Fuzz;
using Taskue.Proof.Schedules.Engine;
using Taskue.Store;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>A runner is stopped in the midst of its work: once or twice, in a hurry, by a drain that a stop cuts short, by its operator.</summary>
internal sealed class StopScenario : Scenario
{
    public override string Name => "stop";

    public override string Promise => "a stop at any moment: nothing is claimed after it, what ends is told, what does not is handed back, all threads end";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var stage = new RunnerStage(dice, pressing, options => options.StopGrace = TimeSpan.FromMilliseconds(200 * dice.Below(5)));
        stage.Bodies.Endless = true;
        Task starting = stage.Runner.StartAsync();
        if (!dice.OneIn(4))
        {
            await starting;
        }

        Task coming = stage.EnqueueAsync(2 + dice.Below(5), 300, BodyKind.Instant, BodyKind.Waits, BodyKind.Heeds, BodyKind.Blocks, BodyKind.Deaf, BodyKind.DeafOnThread);
        await RunnerStage.Wait(dice.Below(400));
        stage.Ledger.StopAsked = true;
        using var hurry = new CancellationTokenSource();
        var stops = new List<Task>();
        for (int i = 1 + dice.Below(2); i > 0; i--)
        {
            switch (dice.Below(4))
            {
                case 0:
                    stage.Ledger.Command = dice.OneIn(2) ? RunnerCommand.Drain : RunnerCommand.Stop;
                    break;
                case 1:
                    stops.Add(stage.Runner.StopAsync(hurry.Token));
                    break;
                default:
                    stops.Add(stage.Runner.StopAsync(CancellationToken.None));
                    break;
            }

            await RunnerStage.Wait(dice.Below(100));
        }

        if (dice.OneIn(2))
        {
            await hurry.CancelAsync();
        }

        stops.Add(stage.Runner.StopAsync(CancellationToken.None));
        await coming;
        foreach (Task stop in stops)
        {
            await stop.WaitAsync(Limit, VirtualClock.Instance);
        }

        try
        {
            await starting;
        }
        catch (OperationCanceledException)
        {
            // The stop has overtaken it.
        }

        await stage.Runner.Completion.WaitAsync(Limit, VirtualClock.Instance);
        if (!pressing && stage.Ledger.Active.Any()) // where time presses, the time for the store's answer may be over
        {
            Scheduler.Fail($"the runner has stopped, and still holds {string.Join(' ', stage.Ledger.Active)}");
        }

        await stage.EndAsync(mayBeLeft: true);
    }
}
