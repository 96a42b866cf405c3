using System.Text.RegularExpressions;
using Taskue.TestSupport;

namespace Taskue.TrustTests;

/// <summary>The page on trust promises nothing that no test holds.</summary>
public sealed partial class PageTests
{
    [Fact]
    public void Each_promise_names_a_test_that_is_there()
    {
        string[] named = [.. Named().Matches(File.ReadAllText(Repository.PathOf("docs", "operations", "trust.md"))).Select(match => match.Value).Distinct(StringComparer.Ordinal)];
        Assert.InRange(named.Length, 20, 100);
        ILookup<string, string> sources = Directory.EnumerateFiles(Repository.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToLookup(path => Path.GetFileNameWithoutExtension(path)!, File.ReadAllText, StringComparer.Ordinal);
        Assert.All(named, test =>
        {
            string[] parts = test.Split('.');
            Assert.True(sources[parts[0]].Any(text => text.Contains($" {parts[1]}(", StringComparison.Ordinal)), $"There is no test {test}.");
        });
    }

    [GeneratedRegex(@"(?<=`)[A-Z]\w+Tests\.\w+(?=`)", RegexOptions.None, 1000)]
    private static partial Regex Named();
}
