using System.Globalization;

namespace Taskue.TestSupport;

/// <summary>A Redis Cluster of three masters on loopback, and one replica, which takes the place of one of them.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Masters = 3;
    private const int Slots = 16384;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly List<HeldPort> buses = [];
    private readonly List<RedisServerProcess> nodes = [];

    private RedisCluster()
    {
    }

    /// <summary>The masters that it was started with.</summary>
    public string ConnectionString => string.Join(',', nodes.Take(Masters).Select(node => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{node.Port}")));

    /// <summary>The master that has the replica.</summary>
    public RedisServerProcess Master { get; private set; } = null!;

    public RedisServerProcess Replica { get; private set; } = null!;

    /// <param name="key">The replica is that of the master that has the slot of this key.</param>
    public static async Task<RedisCluster> StartAsync(string key)
    {
        var cluster = new RedisCluster();
        try
        {
            await cluster.MakeAsync(key);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>CLUSTER FAILOVER: the two change places in good order, and all connections stay open.</summary>
    public async Task FailOverAsync()
    {
        await Replica.CommandAsync("CLUSTER FAILOVER");
        await RoleAsync(Replica, "master");
        await RoleAsync(Master, "slave");
        (Master, Replica) = (Replica, Master);
        await WholeAsync();
    }

    /// <summary>The master is killed once the replica has everything, and the cluster promotes the replica.</summary>
    public async Task KillAsync()
    {
        await Master.CommandAsync("CLIENT PAUSE 60000 WRITE");
        await Wait.Eventually(async () => await Master.InfoAsync("replication", "slave0") is { } replica
            && replica.Contains($"offset={await Master.InfoAsync("replication", "master_repl_offset")},", StringComparison.Ordinal), "the replica has caught up", Limit);
        await Master.KillAsync();
        await RoleAsync(Replica, "master");
        (Master, Replica) = (Replica, Master);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisServerProcess node in nodes)
        {
            await node.DisposeAsync();
        }

        foreach (HeldPort bus in buses)
        {
            bus.Dispose();
        }
    }

    private static Task RoleAsync(RedisServerProcess node, string role) =>
        Wait.Eventually(async () => await node.InfoAsync("replication", "role") == role, $"the node on port {node.Port} is {role}", Limit);

    private async Task MakeAsync(string key)
    {
        for (int i = 0; i <= Masters; i++)
        {
            var bus = new HeldPort();
            buses.Add(bus);
            nodes.Add(await RedisServerProcess.StartAsync(new RedisServerOptions
            {
                Extra = ["cluster-enabled yes", string.Create(CultureInfo.InvariantCulture, $"cluster-port {bus.Number}"), "cluster-node-timeout 2000", "repl-diskless-sync-delay 0"],
            }));
        }

        for (int i = 0; i < Masters; i++)
        {
            await nodes[i].CommandAsync(string.Create(CultureInfo.InvariantCulture, $"CLUSTER ADDSLOTSRANGE {Slots * i / Masters} {(Slots * (i + 1) / Masters) - 1}"));
            await nodes[i].CommandAsync(string.Create(CultureInfo.InvariantCulture, $"CLUSTER SET-CONFIG-EPOCH {i + 1}"));
        }

        for (int i = 1; i <= Masters; i++)
        {
            await nodes[0].CommandAsync(string.Create(CultureInfo.InvariantCulture, $"CLUSTER MEET 127.0.0.1 {nodes[i].Port} {buses[i].Number}"));
        }

        await Wait.Eventually(KnowEachOtherAsync, "the nodes know each other", Limit);
        int slot = int.Parse((await PlainRedis.AskAsync(nodes[0].Port, null, $"CLUSTER KEYSLOT {key}"))![1..], CultureInfo.InvariantCulture);
        Master = nodes[Enumerable.Range(0, Masters).Last(i => slot >= Slots * i / Masters)];
        Replica = nodes[Masters];
        string id = (await PlainRedis.ReadAsync(Master.Port, null, "CLUSTER MYID"))!;
        await Wait.Eventually(async () => await PlainRedis.AskAsync(Replica.Port, null, $"CLUSTER REPLICATE {id}") == "+OK", "the replica is accepted", Limit);
        await WholeAsync();
    }

    private async Task<bool> KnowEachOtherAsync()
    {
        foreach (RedisServerProcess node in nodes)
        {
            if (await StateAsync(node) is not { } state || !state.Contains("cluster_state:ok", StringComparison.Ordinal)
                || !state.Contains(string.Create(CultureInfo.InvariantCulture, $"cluster_known_nodes:{Masters + 1}"), StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static Task<string?> StateAsync(RedisServerProcess node) => PlainRedis.ReadAsync(node.Port, null, "CLUSTER INFO", TimeSpan.FromSeconds(5));

    /// <summary>Waits until the replica follows and every node knows whose it is: before, a failover that is asked for does not happen.</summary>
    private async Task WholeAsync()
    {
        await Wait.Eventually(async () => (await Master.InfoAsync("replication", "slave0"))?.Contains("state=online", StringComparison.Ordinal) == true, "the replica follows", Limit);
        string id = (await PlainRedis.ReadAsync(Master.Port, null, "CLUSTER MYID"))!;
        foreach (RedisServerProcess node in nodes)
        {
            await Wait.Eventually(async () => await PlainRedis.AskAsync(node.Port, null, $"CLUSTER REPLICAS {id}") == "*1", $"the node on port {node.Port} knows the replica", Limit);
        }
    }
}
