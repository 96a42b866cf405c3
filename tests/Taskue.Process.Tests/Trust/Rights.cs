using Taskue.TestSupport;

namespace Taskue.TrustTests;

/// <summary>The users that <c>docs/operations/redis.md</c> publishes.</summary>
internal static class Rights
{
    public const string Password = "SECRET";
    private const string Line = "ACL SETUSER ";

    /// <summary>Their names and rules, in the page's order.</summary>
    public static IReadOnlyDictionary<string, string[]> Published { get; } = File.ReadLines(Repository.PathOf("docs", "operations", "redis.md"))
        .Where(line => line.StartsWith(Line, StringComparison.Ordinal))
        .Select(line => line[Line.Length..].Split(' '))
        .ToDictionary(words => words[0], words => words[1..], StringComparer.Ordinal);

    /// <summary>A server with these users, whose own password is <c>admin</c>.</summary>
    public static Task<RedisServerProcess> StartServerAsync(params string[] more) => RedisServerProcess.StartAsync(new RedisServerOptions
    {
        Password = "admin",
        Extra = [.. Published.Select(user => Conf(user.Key, user.Value)), .. more],
    });

    /// <summary>A user as a line of redis.conf.</summary>
    public static string Conf(string user, IEnumerable<string> rules) => $"user {user} {string.Join(' ', rules)}";

    public static string ConnectionString(RedisServerProcess server, string user) => $"127.0.0.1:{server.Port},user={user},password={Password}";
}
