using Taskue.Proof.Campaign;
using Taskue.TestSupport;

namespace Taskue.Proof.Tests;

/// <summary>The short form of <c>./prove</c>: what is a section there is a test here.</summary>
public sealed class ShortCampaignTests
{
    public static TheoryData<string> Names => [.. Sections.All.Select(section => section.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task The_short_form_of_a_section_holds(string name)
    {
        int day = ProofCommand.DayOf(TimeProvider.System);
        var options = new CampaignOptions { Seed = (ulong)day, Short = true, Folder = ProofCommand.DefaultFolder, Rotation = day };
        Directory.CreateDirectory(options.Folder);
        var said = new StringWriter();
        SectionReport report = await ProofCommand.RunAsync(Sections.Find(name)!, options, said, TestContext.Current.CancellationToken);
        var whole = new Report(Surroundings.Read(), options, TimeProvider.System.GetUtcNow(), [report]);
        whole.Print(said);
        TestContext.Current.TestOutputHelper!.WriteLine(said.ToString());
        await File.WriteAllTextAsync(Path.Combine(options.Folder, $"short-{name}.txt"), said.ToString(), CancellationToken.None);
        Assert.True(report.Holds, said.ToString());
        Assert.Contains($"\"name\": \"{name}\"", whole.ToJson(), StringComparison.Ordinal);
    }
}
