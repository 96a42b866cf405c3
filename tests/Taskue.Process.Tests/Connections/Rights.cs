using System.Text.RegularExpressions;
using Taskue.TestSupport;

namespace Taskue.RunnerTests.Connections;

/// <summary>The users that <c>docs/operations/redis.md</c> publishes, as lines of redis.conf.</summary>
internal static partial class Rights
{
    public static IEnumerable<string> Published()
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "operations", "redis.md"));
        string[] users = [.. Line().Matches(page).Select(match => "user " + match.Groups["user"].Value)];
        Assert.Equal(4, users.Length);
        return users;
    }

    [GeneratedRegex(@"^ACL SETUSER (?<user>taskue-.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
