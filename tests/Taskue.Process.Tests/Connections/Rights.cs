namespace Taskue.RunnerTests.Connections;

/// <summary>The users that <c>docs/operations/redis.md</c> publishes, as lines of redis.conf.</summary>
internal static class Rights
{
    private const string Line = "ACL SETUSER taskue-";

    public static IEnumerable<string> Published()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "docs", "operations", "redis.md")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        string[] users = [.. File.ReadLines(Path.Combine(folder!, "docs", "operations", "redis.md"))
            .Where(line => line.StartsWith(Line, StringComparison.Ordinal)).Select(line => "user " + line["ACL SETUSER ".Length..])];
        Assert.Equal(4, users.Length);
        return users;
    }
}
