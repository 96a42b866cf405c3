using System.Globalization;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>Whether a server can be used: new enough, a master, and none that evicts keys. What it will not tell is taken for good.</summary>
internal static class ServerCheck
{
    /// <summary>The first version with LPOP of several elements and the script effects that Taskue relies on.</summary>
    public static readonly Version Oldest = new(6, 2);

    /// <param name="database">The server.</param>
    /// <param name="namespace">For errors.</param>
    /// <param name="several">Whether there are other servers, one of which may become the master.</param>
    /// <returns>The server's time, Unix milliseconds, if it tells it.</returns>
    public static async Task<long?> RunAsync(IDatabase database, string @namespace, bool several)
    {
        Dictionary<string, string> info = await InfoAsync(database, @namespace).ConfigureAwait(false);
        if (info.TryGetValue("redis_version", out string? text) && Version.TryParse(text, out Version? version) && version < Oldest)
        {
            throw new StoreException(ErrorCodes.StoreUnsuitable, $"This Redis is version {text}, and Taskue needs {Oldest} or later. Upgrade the server.");
        }

        if (info.TryGetValue("role", out string? role) && role == "slave")
        {
            throw several
                ? new StoreException(ErrorCodes.StoreUnavailable, "None of the servers that can be reached is the master: this Redis is a read-only replica. A failover may be under way.")
                { IsTransient = true, IsElsewhere = true }
                : new StoreException(ErrorCodes.StoreUnsuitable,
                    "This Redis is a read-only replica. Connect to the master, or name the Sentinel service in the connection string (serviceName=...).");
        }

        if (info.TryGetValue("maxmemory_policy", out string? policy) && policy.StartsWith("allkeys", StringComparison.Ordinal))
        {
            throw new StoreException(ErrorCodes.StoreUnsuitable,
                $"This Redis evicts keys when it is full (maxmemory-policy {policy}), and evicted tasks would be lost."
                + " Set it to noeviction: CONFIG SET maxmemory-policy noeviction, and the same in redis.conf.");
        }

        return long.TryParse(info.GetValueOrDefault("server_ms"), CultureInfo.InvariantCulture, out long now) ? now : null;
    }

    private static async Task<Dictionary<string, string>> InfoAsync(IDatabase database, string @namespace)
    {
        var info = new Dictionary<string, string>(StringComparer.Ordinal);
        RedisResult[] sections;
        try
        {
            sections = (RedisResult[])(await database.ScriptEvaluateAsync(ScriptSet.Default.Inspect.Text, [], ["server", "replication", "memory"]).ConfigureAwait(false))!;
        }
        catch (Exception fault) when (StoreFault.Of(fault, "connect", @namespace) is { } known)
        {
            throw known;
        }

        ReadInfo(info, sections.Skip(1));
        return info;
    }

    /// <summary>Reads the lines of INFO, <c>name:value</c>.</summary>
    public static void ReadInfo(Dictionary<string, string> info, IEnumerable<RedisResult> sections)
    {
        foreach (string line in sections.SelectMany(section => ((string?)section ?? "").Split('\n', StringSplitOptions.TrimEntries)))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                info[line[..colon]] = line[(colon + 1)..];
            }
        }
    }
}
