using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Taskue.BenchTests;

/// <summary>Every section of the bench once, with counts so small that the figures mean nothing.</summary>
public sealed partial class TinyRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("taskue-bench-").FullName;

    [Fact]
    public async Task Every_section_runs_and_the_readme_names_every_key_of_its_figures_and_no_other()
    {
        IReadOnlyDictionary<string, double> figures = await BenchProgram.RunAsync(folder, "--tiny", "--results", folder);
        Assert.All(figures, figure => Assert.True(double.IsFinite(figure.Value), figure.Key));
        Regex[] documented = [.. await DocumentedAsync()];
        Assert.DoesNotContain(figures.Keys, key => !Array.Exists(documented, pattern => pattern.IsMatch(key)));
        Assert.DoesNotContain(documented, pattern => !figures.Keys.Any(pattern.IsMatch));

        string report = await File.ReadAllTextAsync(Path.Combine(folder, "report.md"));
        Assert.DoesNotContain("Failed", report, StringComparison.Ordinal);
        string[] charts = Directory.GetFiles(folder, "*.svg");
        Assert.NotEmpty(charts);
        Assert.All(charts, chart => Assert.Contains($"({Path.GetFileName(chart)})", report, StringComparison.Ordinal));
        Assert.All(charts, chart => Assert.Equal("svg", XDocument.Load(chart).Root!.Name.LocalName));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // The first column of the table of keys; a star stands for anything.
    private static async Task<IEnumerable<Regex>> DocumentedAsync()
    {
        string readme = await File.ReadAllTextAsync(BenchProgram.Readme);
        return readme[readme.IndexOf("| key |", StringComparison.Ordinal)..].Split('\n').Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('|')[1]).SelectMany(cell => Code().Matches(cell))
            .Select(match => match.Groups["key"].Value).Except(["machine", "redis_version"])
            .Select(key => new Regex("^" + Regex.Escape(key).Replace("\\*", "[a-z0-9_]+") + "$", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [GeneratedRegex("`(?<key>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
