using Taskue.TestSupport;

namespace Taskue.RunnerTests.Connections;

/// <summary>The users that <c>docs/operations/redis.md</c> publishes, as lines of redis.conf.</summary>
internal static class Rights
{
    private const string Line = "ACL SETUSER taskue-";

    public static IEnumerable<string> Published()
    {
        string[] users = [.. File.ReadLines(Repository.PathOf("docs", "operations", "redis.md"))
            .Where(line => line.StartsWith(Line, StringComparison.Ordinal)).Select(line => "user " + line["ACL SETUSER ".Length..])];
        Assert.Equal(4, users.Length);
        return users;
    }
}
