using Taskue.Proof.Campaign;

namespace Taskue.Proof.Load;

/// <summary>Very much of one thing: nothing is lost, everybody is answered, and no call holds up the server for long. Its sizes are fixed: a limit of time does not shorten it.</summary>
internal sealed class LoadSection(LoadPart part) : ISection
{
    public string Name => "load-" + part.Name;

    public string Promise => part.Promise;

    public async Task<SectionReport> RunAsync(CampaignOptions options, TextWriter progress, CancellationToken stopping)
    {
        var notes = new LoadNotes(options.Short ? TextWriter.Null : progress);
        await part.RunAsync(options.Short, notes, stopping);
        return new SectionReport(Name, notes.Figures, notes.Violations);
    }
}
