using Taskue.Proof.Fuzz;

namespace Taskue.Proof.Schedules.Engine;

/// <summary>The default everywhere but where it is told otherwise: what replays a schedule, and what is shrunk.</summary>
internal sealed class Deviating(IEnumerable<(int Decision, int Choice)> deviations) : IChooser
{
    private readonly Dictionary<int, int> choices = deviations.ToDictionary(one => one.Decision, one => one.Choice);
    private int decision;

    /// <summary>How many choices each decision had.</summary>
    public List<int> Widths { get; } = [];

    public int Choose(IReadOnlyList<Flow> able, bool goesOn, int count)
    {
        Widths.Add(count);
        return choices.TryGetValue(decision++, out int choice) ? Math.Min(choice, count - 1) : 0;
    }
}

/// <summary>Lets whoever runs go on, and interrupts now and then; how often is drawn for each schedule.</summary>
internal sealed class RandomWalk(Dice dice) : IChooser
{
    private readonly int interrupts = 1 << (1 + dice.Below(6));
    private readonly int hurries = 1 << (5 + dice.Below(7));

    public int Choose(IReadOnlyList<Flow> able, bool goesOn, int count)
    {
        if (count > able.Count && dice.OneIn(hurries))
        {
            return able.Count;
        }

        return goesOn && !dice.OneIn(interrupts) ? 0 : dice.Below(able.Count);
    }
}

/// <summary>
/// Probabilistic concurrency testing (Burckhardt and others, 2010): each flow has a random priority, the highest that can goes on, and at a few
/// random places the one that runs falls to the bottom. It finds a defect that needs d orderings of n flows and k steps with a probability of at
/// least 1 / (n k^(d-1)).
/// </summary>
internal sealed class Priorities : IChooser
{
    private readonly Dice dice;
    private readonly HashSet<int> falls = [];
    private readonly HashSet<int> hurries = [];
    private readonly Dictionary<Flow, int> priorities = [];
    private int bottom;
    private int decision;

    /// <param name="dice">What is drawn from.</param>
    /// <param name="length">About how many decisions such a schedule has.</param>
    public Priorities(Dice dice, int length)
    {
        this.dice = dice;
        for (int i = 1 + dice.Below(5); i > 0; i--)
        {
            falls.Add(dice.Below(length));
        }

        for (int i = dice.Below(4); i > 0; i--)
        {
            hurries.Add(dice.Below(length));
        }
    }

    public int Choose(IReadOnlyList<Flow> able, bool goesOn, int count)
    {
        decision++;
        if (count > able.Count && hurries.Contains(decision))
        {
            return able.Count;
        }

        int best = Best(able);
        if (falls.Contains(decision))
        {
            priorities[able[best]] = --bottom;
            best = Best(able);
        }

        return best;
    }

    private int Best(IReadOnlyList<Flow> able)
    {
        int best = 0;
        for (int i = 0; i < able.Count; i++)
        {
            if (!priorities.ContainsKey(able[i]))
            {
                priorities[able[i]] = dice.Below(1_000_000);
            }

            best = priorities[able[i]] > priorities[able[best]] ? i : best;
        }

        return best;
    }
}
