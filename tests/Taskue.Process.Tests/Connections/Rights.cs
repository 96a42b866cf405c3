using System.Text.RegularExpressions;

namespace Taskue.RunnerTests.Connections;

/// <summary>The users that <c>docs/operations/redis.md</c> publishes, as lines of redis.conf.</summary>
internal static partial class Rights
{
    public static IEnumerable<string> Published()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "docs", "operations", "redis.md")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        string page = File.ReadAllText(Path.Combine(folder!, "docs", "operations", "redis.md"));
        string[] users = [.. Line().Matches(page).Select(match => "user " + match.Groups[1].Value)];
        Assert.Equal(4, users.Length);
        return users;
    }

    [GeneratedRegex(@"(?m)^ACL SETUSER (taskue-.*)$")]
    private static partial Regex Line();
}
