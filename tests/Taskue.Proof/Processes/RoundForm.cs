using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>What a round consists of: all of it drawn from the seed and the round's number.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Seed">What the order and the times of faults, and what producers enqueue, are drawn from.</param>
/// <param name="Faults">What strikes, in the order of each lane.</param>
internal sealed record RoundForm(int Number, int Seed, int Runners, int Producers, IReadOnlyList<Fault> Faults)
{
    /// <summary>Scripts with a planted defect, which the round must notice.</summary>
    public IReadOnlyList<ScriptEdit> Defect { get; init; } = [];

    /// <summary>How many rounds a full campaign has at least.</summary>
    public const int FullRounds = 20;

    /// <summary>How often each short campaign takes kinds that take turns.</summary>
    private const int InTurns = 3;

    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan Expiry = TimeSpan.FromMilliseconds(1500);

    /// <summary>The next round of a full campaign: of each kind its share of what is left.</summary>
    public static RoundForm Full(ulong seed, int number, Tally sofar)
    {
        int left = Math.Max(1, FullRounds - number + 1);
        return Drawn(seed, number, dice => FaultKinds.All.SelectMany(kind =>
            Enumerable.Repeat(kind, (Math.Max(0, kind.Full - sofar.Injected(kind.Name)) + left - 1) / left)), dice => dice.Next(3, 6));
    }

    public static RoundForm Short(ulong seed, int number) => Drawn(seed, number, dice =>
    {
        Fault[] turns = [.. FaultKinds.All.Where(kind => kind.Short == 0)];
        dice.Shuffle(turns);
        return FaultKinds.All.SelectMany(kind => Enumerable.Repeat(kind, kind.Short)).Concat(turns.Take(InTurns));
    }, _ => 3);

    private static RoundForm Drawn(ulong seed, int number, Func<Random, IEnumerable<Fault>> draw, Func<Random, int> runners)
    {
        int own = unchecked((int)(seed ^ (seed >> 32)) * 397) ^ number;
        var dice = new Random(own);
        Fault[] faults = [.. draw(dice)];
        dice.Shuffle(faults);
        return new RoundForm(number, own, runners(dice), 2, faults);
    }
}
