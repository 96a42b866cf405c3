using Taskue.Proof.Fuzz;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>Another runner gives up what this one runs, and this one is given the same task again while its old body still runs.</summary>
internal sealed class OvertakenScenario : Scenario
{
    public override string Name => "overtaken";

    public override string Promise => "a task that comes again while an earlier start of it still runs here: the old result is refused, no slot is lost";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var stage = new RunnerStage(dice, pressing, options => options.Concurrency = 3);
        await stage.Runner.StartAsync();
        stage.Bodies.Endless = true; // what heeds its token ends by it only: the first start, when the second one comes
        await stage.EnqueueAsync(1 + dice.Below(2), 20, BodyKind.Heeds);
        string[] endless = [.. stage.Ids];
        await stage.UntilAsync("they begin", () => endless.All(id => stage.Bodies.Attempts.TryGetValue((id, 1), out Attempt? first) && first.BegunAt is not null));
        stage.Bodies.Endless = false;
        Task coming = stage.EnqueueAsync(2 + dice.Below(4), 300, BodyKind.Waits, BodyKind.Blocks, BodyKind.Instant);
        for (int times = 1 + dice.Below(3); times > 0; times--)
        {
            await RunnerStage.Wait(dice.Below(150));
            if (stage.Ledger.Active.FirstOrDefault() is { } one)
            {
                stage.Ledger.Overtake(one);
            }
        }

        await coming;
        foreach (string id in endless.Where(id => !stage.Bodies.Attempts.ContainsKey((id, 2))))
        {
            stage.Ledger.Overtake(id);
        }

        await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        await stage.UntilAsync("no slot is in use", () => stage.Runner.Running == 0);
        await stage.EndAsync(mayBeLeft: false);
    }
}
