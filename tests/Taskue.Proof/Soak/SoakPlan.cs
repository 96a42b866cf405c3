using Taskue.Proof.Campaign;

namespace Taskue.Proof.Soak;

/// <summary>How long a soak loads, how closely it looks, and what it lets pass.</summary>
internal sealed record SoakPlan
{
    /// <summary>What a soak takes beside its load: starting, measuring the capacity, draining, and waiting for retention.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(4);

    /// <summary>How long the constant load goes on.</summary>
    public required TimeSpan Load { get; init; }

    /// <summary>
    /// How long everything runs flat out before the capacity is measured, and then while it is. The first is longer than retention: what is
    /// kept up for long takes away as much as it stores.
    /// </summary>
    public required TimeSpan WarmUp { get; init; }

    public required TimeSpan Measured { get; init; }

    /// <summary>How long everything is kept after its end: the shorter, the earlier memory stands still.</summary>
    public required TimeSpan Retention { get; init; }

    /// <summary>How often processes and server are looked at.</summary>
    public required TimeSpan SampleEvery { get; init; }

    /// <summary>How often runners collect all garbage and tell what is left; each time is a pause of some milliseconds.</summary>
    public required TimeSpan HeapEvery { get; init; }

    /// <summary>What one row of the table, and one point of the latency chart, is about.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>The most units of work a second, whatever the capacity is.</summary>
    public required double MostPerSecond { get; init; }

    /// <summary>How long all may take to end when the load is over, and residue to go when retention is.</summary>
    public required TimeSpan Patience { get; init; }

    public required Tolerances Tolerances { get; init; }

    public static SoakPlan Of(CampaignOptions options)
    {
        if (options.Short)
        {
            // Two minutes in all, beside other tests, on a machine that may have nothing to spare: little load, and only a gross leak counts.
            return new SoakPlan
            {
                Load = TimeSpan.FromSeconds(90),
                WarmUp = TimeSpan.FromSeconds(3),
                Measured = TimeSpan.FromSeconds(4),
                Retention = TimeSpan.FromSeconds(10),
                SampleEvery = TimeSpan.FromSeconds(1),
                HeapEvery = TimeSpan.FromSeconds(3),
                Interval = TimeSpan.FromSeconds(10),
                MostPerSecond = 300,
                Patience = TimeSpan.FromSeconds(60),
                Tolerances = Tolerances.Coarse,
            };
        }

        TimeSpan load = TimeSpan.FromMinutes(60);
        if (options.Limit is { } limit)
        {
            load = TimeSpan.FromSeconds(Math.Clamp((limit - Around).TotalSeconds, 20, load.TotalSeconds));
        }

        var retention = TimeSpan.FromSeconds(Math.Min(60, load.TotalSeconds / 6));
        return new SoakPlan
        {
            Load = load,
            WarmUp = retention + TimeSpan.FromSeconds(15),
            Measured = TimeSpan.FromSeconds(45),
            Retention = retention,
            SampleEvery = TimeSpan.FromSeconds(5),
            HeapEvery = TimeSpan.FromSeconds(15),
            Interval = TimeSpan.FromSeconds(Math.Max(10, Math.Round(load.TotalSeconds / 60))),
            MostPerSecond = double.PositiveInfinity,
            Patience = TimeSpan.FromMinutes(3),
            Tolerances = Tolerances.Full,
        };
    }
}
