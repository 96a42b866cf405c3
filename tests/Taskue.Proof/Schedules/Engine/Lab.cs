using Taskue.Proof.Fuzz;
using Taskue.Proof.Schedules.Scenarios;

namespace Taskue.Proof.Schedules.Engine;

/// <summary>Runs one schedule. It is called in a rewritten copy: what goes in and out are types of the platform.</summary>
internal static class Lab
{
    /// <summary>About how many decisions a schedule has. (The true figure of those before it would make a schedule depend on them.)</summary>
    private const int UsualLength = 600;

    private static readonly Stack<Carrier> Idle = [];

    /// <param name="scenario">Its name.</param>
    /// <param name="seed">The campaign's seed.</param>
    /// <param name="number">Which schedule of it: with the seed it says what happens in the scenario, and who decides.</param>
    /// <param name="deviations">Pairs of decision and choice, to run just these; null lets the number's chooser decide.</param>
    public static (string? Violation, int[] Deviations, int[] Widths, int Steps, int Decisions, string Trace) Run(string scenario, ulong seed, int number, int[]? deviations)
    {
        Scenario one = Scenario.Find(scenario);
        bool pressing = number % 2 == 1;
        IChooser chooser = deviations is not null ? new Deviating(deviations.Chunk(2).Select(pair => (pair[0], pair[1])))
            : number % 3 == 0 ? new Priorities(Dice.Of(seed, scenario + " chooser", number), UsualLength)
            : new RandomWalk(Dice.Of(seed, scenario + " chooser", number));
        var scheduler = new Scheduler(chooser, pressing, Idle);
        scheduler.Run(() => one.RunAsync(Dice.Of(seed, scenario, number), pressing));
        return (scheduler.Violation, [.. scheduler.Deviations.SelectMany(pair => new[] { pair.Decision, pair.Choice })],
            chooser is Deviating told ? [.. told.Widths] : [], scheduler.Steps, scheduler.Decisions,
            scheduler.Violation is null ? "" : string.Join('\n', scheduler.Trace));
    }
}
