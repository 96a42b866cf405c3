using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Taskue.Proof.Fuzz;
using Taskue.Proof.Schedules.Engine;
using Taskue.Store;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>What is called around an outcome throws or never returns: the exception when it is read, a logger, the disposal of a scope.</summary>
internal sealed class ReportScenario : Scenario
{
    public override string Name => "reports";

    public override string Promise => "whatever exceptions, loggers and disposals do, each task has one outcome with the type of what it threw, and its slot and thread are free again";

    public override async Task RunAsync(Dice dice, bool pressing)
    {
        var timeout = TimeSpan.FromSeconds(3);
        var stage = new RunnerStage(dice, pressing, options =>
        {
            (options.TaskTimeout, options.TimeoutGrace, options.MaxStuckTasks) = (timeout, TimeSpan.FromMilliseconds(100 * dice.Below(3)), 100);
            options.Services = new Scopes(dice);
        });
        stage.Bodies.Quiet = false; // a thread that is kept may be missed for a second
        stage.BadLogger = dice.Below(3);
        await stage.Runner.StartAsync();
        await stage.EnqueueAsync(3 + dice.Below(6), 200, BodyKind.Instant, BodyKind.Waits, BodyKind.Throws, BodyKind.ThrowsMute, BodyKind.ThrowsHolding);
        await stage.UntilAsync("all tasks end", () => stage.Ledger.Ended == stage.Ids.Count);
        await stage.EndAsync(mayBeLeft: false);
        foreach (((string id, _), Attempt attempt) in pressing ? [] : stage.Bodies.Attempts)
        {
            Judge(id, attempt, timeout);
        }
    }

    private static void Judge(string id, Attempt attempt, TimeSpan timeout)
    {
        if (attempt.BegunAt is null)
        {
            Scheduler.Fail($"{id} has had no thread");
        }

        if (attempt.Fault is null || Stopwatch.GetElapsedTime(attempt.ClaimedAt, attempt.EndedAt!.Value) > timeout / 2)
        {
            return;
        }

        string expected = attempt.Fault switch
        {
            Bodies.Mute => "(its message cannot be read: that throws ",
            Bodies.Holding => "(its message cannot be read: that did not end ",
            _ => attempt.Fault.Message,
        };
        bool known = OutcomeRecord.TryRead(attempt.Told!.Value.Tail, out OutcomeRecord told);
        if (!known || told.Error?.Type != attempt.Fault.GetType().FullName || !told.Error!.Message.StartsWith(expected, StringComparison.Ordinal))
        {
            Scheduler.Fail($"{id} has thrown {attempt.Fault.GetType()}, and {attempt.Told.Value.Ending} was told with '{told.Error?.Type}: {told.Error?.Message}'");
        }
    }

    /// <summary>Services whose scopes throw, or keep their thread, when they are disposed of.</summary>
    private sealed class Scopes(Dice dice) : IServiceProvider, IServiceScopeFactory, IServiceScope
    {
        public IServiceProvider ServiceProvider => this;

        public object? GetService(Type serviceType) => serviceType == typeof(IServiceScopeFactory) ? this : null;

        public IServiceScope CreateScope() => this;

        public void Dispose()
        {
            switch (dice.Below(4))
            {
                case 0:
                    throw new InvalidOperationException("planned, of a disposal");
                case 1:
                    Bodies.Present.Hold();
                    break;
            }
        }
    }
}
