using System.Globalization;

namespace Taskue.TestSupport;

/// <summary>Two redis-servers, one of which follows the other, and the ways in which they change places.</summary>
/// <remarks>Every way waits until the replica has everything that the master has answered, so that a switch loses nothing.</remarks>
public sealed class RedisPair : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private RedisPair(RedisServerProcess master, RedisServerProcess replica)
    {
        Master = master;
        Replica = replica;
        ConnectionString = string.Create(CultureInfo.InvariantCulture, $"{Address(master)},{Address(replica)}");
    }

    public RedisServerProcess Master { get; private set; }

    public RedisServerProcess Replica { get; private set; }

    /// <summary>Both servers.</summary>
    public string ConnectionString { get; }

    public static async Task<RedisPair> StartAsync(RedisServerOptions? options = null)
    {
        options ??= new RedisServerOptions();
        options = options with { Extra = [.. options.Extra, "repl-diskless-sync-delay 0"] };
        RedisServerProcess master = await RedisServerProcess.StartAsync(options);
        try
        {
            var pair = new RedisPair(master, await RedisServerProcess.StartAsync(options with { ReplicaOf = master }));
            await pair.FollowedAsync();
            return pair;
        }
        catch
        {
            await master.DisposeAsync();
            throw;
        }
    }

    /// <summary>FAILOVER: the two change places in good order, and all connections stay open.</summary>
    public async Task FailOverAsync()
    {
        await Master.CommandAsync(string.Create(CultureInfo.InvariantCulture, $"FAILOVER TO 127.0.0.1 {Replica.Port}"));
        await Wait.Eventually(async () => await Master.InfoAsync("replication", "role") == "slave" && await Replica.InfoAsync("replication", "role") == "master",
            "the servers have changed places", Limit);
        await SwappedAsync();
    }

    /// <summary>REPLICAOF on both, as an operator does it by hand: all connections stay open.</summary>
    public async Task ReplicaOfAsync()
    {
        await HoldWritesAsync();
        await Replica.CommandAsync("REPLICAOF NO ONE");
        await Master.CommandAsync(string.Create(CultureInfo.InvariantCulture, $"REPLICAOF 127.0.0.1 {Replica.Port}"));
        await Master.CommandAsync("CLIENT UNPAUSE");
        await SwappedAsync();
    }

    /// <summary>The master is killed, and the replica takes its place. <see cref="ReturnAsync"/> starts the killed one again.</summary>
    /// <param name="promotes">What makes the replica a master; null does it by hand.</param>
    public async Task KillAsync(Func<Task>? promotes = null)
    {
        await HoldWritesAsync();
        await Master.KillAsync();
        await (promotes?.Invoke() ?? Replica.CommandAsync("REPLICAOF NO ONE"));
        Swap();
    }

    /// <summary>The killed server comes back, and follows the other.</summary>
    public async Task ReturnAsync()
    {
        await Replica.RestartAsync();
        await FollowedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Replica.DisposeAsync();
        await Master.DisposeAsync();
    }

    private static string Address(RedisServerProcess server) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port}");

    /// <summary>No client's write gets through any more, and the replica has all that were made.</summary>
    private async Task HoldWritesAsync()
    {
        await Master.CommandAsync("CLIENT PAUSE 60000 WRITE");
        await Wait.Eventually(async () => await Master.InfoAsync("replication", "slave0") is { } replica
            && replica.Contains($"offset={await Master.InfoAsync("replication", "master_repl_offset")},", StringComparison.Ordinal), "the replica has caught up", Limit);
    }

    private async Task SwappedAsync()
    {
        Swap();
        await FollowedAsync();
    }

    private void Swap()
    {
        (Master, Replica) = (Replica, Master);
        Master.WillFollow(null);
        Replica.WillFollow(Master);
    }

    private Task FollowedAsync() => Wait.Eventually(async () => (await Master.InfoAsync("replication", "slave0"))?.Contains("state=online", StringComparison.Ordinal) == true,
        "the replica follows", Limit);
}
