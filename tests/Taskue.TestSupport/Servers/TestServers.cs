using StackExchange.Redis;

namespace Taskue.TestSupport;

/// <summary>One redis-server and one embedded server a test process, each started when first asked for.</summary>
/// <remarks>
/// Tests share them and keep apart by a namespace or key prefix of their own. An assembly that uses them names this class as
/// its assembly fixture (<c>[assembly: AssemblyFixture(typeof(TestServers))]</c>), so that both end with the last test.
/// </remarks>
public sealed class TestServers : IAsyncDisposable
{
    private static readonly Lock Gate = new();
    private static Task<RedisServerProcess>? redis;
    private static Task<EmbeddedServer>? embedded;
    private static readonly Dictionary<ServerKind, Task<ConnectionMultiplexer>> Connections = [];

    /// <summary>Both kinds, for a theory: <c>[MemberData(nameof(TestServers.Kinds), MemberType = typeof(TestServers))]</c>.</summary>
    public static IEnumerable<object[]> Kinds => Enum.GetValues<ServerKind>().Select(kind => new object[] { kind });

    public static Task<RedisServerProcess> RedisAsync()
    {
        lock (Gate)
        {
            return redis ??= RedisServerProcess.StartAsync();
        }
    }

    public static Task<EmbeddedServer> EmbeddedAsync()
    {
        lock (Gate)
        {
            return embedded ??= EmbeddedServer.StartAsync();
        }
    }

    /// <summary>How long a call may take: some are of 20 MB, on a machine that has much else to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How to connect to the shared server of a kind.</summary>
    public static async Task<string> ConnectionStringAsync(ServerKind kind) => kind == ServerKind.Redis
        ? (await RedisAsync()).ConnectionString
        : (await EmbeddedAsync()).ConnectionString;

    /// <summary>A connection to the shared server of a kind, shared too: do not dispose it.</summary>
    public static Task<ConnectionMultiplexer> ConnectAsync(ServerKind kind)
    {
        lock (Gate)
        {
            if (!Connections.TryGetValue(kind, out var connection))
            {
                Connections[kind] = connection = OpenAsync(kind);
            }

            return connection;
        }

        static async Task<ConnectionMultiplexer> OpenAsync(ServerKind kind) =>
            await ConnectionMultiplexer.ConnectAsync(await ConnectionStringAsync(kind), options => options.AsyncTimeout = (int)Patience.TotalMilliseconds);
    }

    public async ValueTask DisposeAsync()
    {
        Task<RedisServerProcess>? redisStart;
        Task<EmbeddedServer>? embeddedStart;
        List<Task<ConnectionMultiplexer>> connections;
        lock (Gate)
        {
            (redisStart, redis) = (redis, null);
            (embeddedStart, embedded) = (embedded, null);
            connections = [.. Connections.Values];
            Connections.Clear();
        }

        foreach (var connection in connections.Where(c => c.IsCompletedSuccessfully))
        {
            await (await connection).DisposeAsync();
        }

        if (redisStart is { IsFaulted: false })
        {
            await (await redisStart).DisposeAsync();
        }

        if (embeddedStart is { IsFaulted: false })
        {
            await (await embeddedStart).DisposeAsync();
        }
    }
}
