using Taskue.Proof.Fuzz;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>Something that happens in a runner or client, with what must hold while it does, in whatever order its threads go on.</summary>
internal abstract class Scenario
{
    public static IReadOnlyList<Scenario> All { get; } = 
    [
        new WorkScenario(), new LogScenario(), new StopScenario(), new OutageScenario(), new DeathScenario(), new TimeoutScenario(), new OvertakenScenario(), new RollbackScenario(),
        new CommandScenario(), new CoalescerScenario(), new ConsoleScenario(), new ReportScenario(),
    ];

    /// <summary>Longer than anything may take, also where time presses.</summary>
    protected static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public abstract string Name { get; }

    /// <summary>What it proves, in one line.</summary>
    public abstract string Promise { get; }

    public static Scenario Find(string name) => All.First(scenario => scenario.Name == name);

    /// <summary>Runs it once, to its end; a broken rule is told by <see cref="Engine.Scheduler.Fail"/> or an exception.</summary>
    /// <param name="dice">What happens.</param>
    /// <param name="pressing">Whether time passes although threads could go on: then nothing may be said of how long something took.</param>
    public abstract Task RunAsync(Dice dice, bool pressing);
}
