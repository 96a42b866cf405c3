using Taskue.Proof.Fuzz;
using Taskue.Proof.Schedules.Engine;

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
                    stage.Ledger.Command = RunnerCommandOf(dice);
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
            Cancel(hurry);
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
        if (stage.Ledger.Active.Any())
        {
            Scheduler.Fail($"the runner has stopped, and still holds {string.Join(' ', stage.Ledger.Active)}");
        }

        await stage.EndAsync(mayBeLeft: true);
    }

    private static Store.RunnerCommand RunnerCommandOf(Dice dice) => dice.OneIn(2) ? Store.RunnerCommand.Drain : Store.RunnerCommand.Stop;

    private static void Cancel(CancellationTokenSource source) => source.Cancel();
}

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

/// <summary>Redis comes back as it was a moment ago: after a crash without its last writes, or a failover.</summary>
internal sealed class RollbackScenario : Scenario
{
    public override string Name => "rollback";

    public override string Promise => "a store that has forgotten calls: the runner names all that it holds, what it is not given any more is dropped, no slot is lost";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var stage = new RunnerStage(dice, pressing);
        await stage.Runner.StartAsync();
        Task coming = stage.EnqueueAsync(3 + dice.Below(5), 300, BodyKind.Instant, BodyKind.Waits, BodyKind.Blocks, BodyKind.Throws);
        for (int times = 1 + dice.Below(2); times > 0; times--)
        {
            await RunnerStage.Wait(dice.Below(200));
            stage.Ledger.Remember();
            await RunnerStage.Wait(dice.Below(200));
            stage.Ledger.RollBack();
        }

        await coming;
        await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        await stage.UntilAsync("no slot is in use", () => stage.Runner.Running == 0);
        await stage.EndAsync(mayBeLeft: false);
    }
}

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
            stage.Ledger.Command = dice.OneIn(2) ? Store.RunnerCommand.Pause : Store.RunnerCommand.None;
            await RunnerStage.Wait(dice.Below(dice.OneIn(2) ? 100 : 8000));
        }

        stage.Ledger.Command = Store.RunnerCommand.None;
        await coming;
        bool waits = dice.OneIn(2);
        if (waits)
        {
            await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        }

        stage.Ledger.StopAsked = true;
        stage.Ledger.Command = dice.OneIn(2) ? Store.RunnerCommand.Drain : Store.RunnerCommand.Stop;
        await stage.Runner.Completion.WaitAsync(Limit, VirtualClock.Instance);
        await stage.EndAsync(mayBeLeft: !waits);
    }
}
