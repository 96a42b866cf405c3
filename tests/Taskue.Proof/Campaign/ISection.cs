namespace Taskue.Proof.Campaign;

/// <summary>One part of the proof. It finds violations; it never repairs and never hides one.</summary>
internal interface ISection
{
    /// <summary>What <c>--only</c> names it by.</summary>
    string Name { get; }

    /// <summary>What it proves, in one line.</summary>
    string Promise { get; }

    Task<SectionReport> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping);
}
