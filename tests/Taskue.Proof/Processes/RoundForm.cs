using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>What a round consists of: all of it drawn from the seed and the round's number.</summary>
/// <param name="Name">What it is called in what it says and leaves behind.</param>
/// <param name="Seed">What the order and the times of faults, and what producers enqueue, are drawn from.</param>
/// <param name="Runners">How many runner processes there are.</param>
/// <param name="Backlog">How many tasks may wait before producers rest.</param>
/// <param name="Faults">What strikes, in the order of each lane.</param>
internal sealed record RoundForm(string Name, int Seed, int Runners, int Backlog, IReadOnlyList<Fault> Faults)
{
    public const int Producers = 2;

    /// <summary>How many rounds a full campaign has.</summary>
    private const int FullRounds = 20;

    private const int FullBacklog = 300;

    private const int ShortBacklog = 60;

    private const int ShortRunners = 3;

    /// <summary>How many of the kinds that take turns a short campaign takes.</summary>
    private const int InTurns = 3;

    /// <summary>How often a runner beats: the expiry is three beats, the least that is allowed.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan Expiry = 3 * Beat;

    /// <summary>Scripts with a planted defect, which the round must notice.</summary>
    public IReadOnlyList<ScriptEdit> Defect { get; init; } = [];

    /// <summary>
    /// How far the clock that scripts see is ahead of that of all processes: an hour, or an hour behind, so that no time of a process passes for the server's.
    /// Scripts of the released version see the true one; where they take part there is no difference.
    /// </summary>
    public TimeSpan ServerAhead { get; private init; }

    /// <summary>What is changed in the scripts of the round.</summary>
    public IReadOnlyList<ScriptEdit> Edits => ServerAhead == TimeSpan.Zero ? Defect :
    [
        .. Defect,
        new ScriptEdit("shared/base", "tonumber(time[1])",
            string.Create(CultureInfo.InvariantCulture, $"(tonumber(time[1]) + ({ServerAhead.TotalSeconds:F0}))")),
    ];

    /// <summary>A round of a full campaign: of each kind its share of what is left. Half of them have the released version in it, which does not follow a failover; the others have failovers.</summary>
    public static RoundForm Full(ulong seed, int number, Tally sofar)
    {
        int left = Math.Max(1, FullRounds - number + 1);
        return Drawn(seed, number, dice => FaultKinds.All.Where(kind => number % 2 == 0 ? kind is not FailOver : kind is not MixVersions).SelectMany(kind =>
            Enumerable.Repeat(kind, (Math.Max(0, kind.Full - sofar.Injected(kind.Name)) + left - 1) / left)), dice => dice.Next(3, 6), FullBacklog);
    }

    /// <summary>The round of a short campaign; the rotation chooses among the kinds that take turns.</summary>
    public static RoundForm Short(ulong seed, int rotation) => Drawn(seed, rotation, dice =>
    {
        Fault[] turns = [.. FaultKinds.All.Where(kind => kind.Short == 0)];
        dice.Shuffle(turns);
        Fault[] taken = [.. turns.Take(InTurns)];
        return FaultKinds.All.SelectMany(kind => Enumerable.Repeat(kind, kind.Short))
            .Concat(taken.Where(kind => kind is not FailOver || !taken.Any(other => other is MixVersions)));
    }, _ => ShortRunners, ShortBacklog);

    /// <summary>A round that must notice a defect.</summary>
    public static RoundForm Planted(ulong seed, int number, PlantedDefect defect) =>
        Drawn(seed, -number, _ => defect.Faults, _ => ShortRunners, ShortBacklog) with { Name = defect.Name.Replace(' ', '-'), Defect = defect.Edits };

    private static RoundForm Drawn(ulong seed, int number, Func<Random, IEnumerable<Fault>> draw, Func<Random, int> runners, int backlog)
    {
        int own = unchecked((int)(seed ^ (seed >> 32)) * 397) ^ number;
        var dice = new Random(own);
        Fault[] faults = [.. draw(dice)];
        dice.Shuffle(faults);
        bool mixed = faults.Any(fault => fault is MixVersions);
        return new RoundForm(number.ToString(CultureInfo.InvariantCulture), own, runners(dice), backlog, faults)
        {
            ServerAhead = mixed ? TimeSpan.Zero : TimeSpan.FromHours(number % 4 < 2 ? 1 : -1),
        };
    }
}
