namespace Taskue.Proof.Campaign;

/// <summary>How a campaign is run.</summary>
internal sealed record CampaignOptions
{
    /// <summary>What all randomness is drawn from: the same seed, versions and form draw the same histories.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The form that is part of <c>./test</c>: all sections together have a budget of four minutes.</summary>
    public bool Short { get; init; }

    /// <summary>How long one section may go on; null lets each reach its full figures.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>The sections to run; empty is all of them.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Where the report goes as JSON.</summary>
    public string? Json { get; init; }

    /// <summary>Where histories that broke a rule are written.</summary>
    public required string Folder { get; init; }

    /// <summary>What <c>--short</c> rotates through the mutants by.</summary>
    public required int Rotation { get; init; }
}
