using Taskue.TestSupport;

namespace Taskue.RunnerTests.Failovers;

/// <summary>
/// The master changes under load, planned and unplanned. What was answered before is kept by the new master, so nothing may be lost: every task passes, at its
/// first start, every wait is answered, and work goes on.
/// </summary>
public sealed class FailoverTests(ITestOutputHelper output)
{
    private const string Namespace = "failover";

    [Fact]
    public async Task Two_servers_change_places_four_times_and_work_goes_on()
    {
        await using RedisPair pair = await RedisPair.StartAsync();
        await using SwitchLoad load = await SwitchLoad.StartAsync(pair.ConnectionString, Namespace, output);

        await load.SwitchAsync("FAILOVER TO", pair.FailOverAsync);
        await load.SwitchAsync("REPLICAOF", pair.ReplicaOfAsync);
        await load.SwitchAsync("kill", () => pair.KillAsync());
        await pair.ReturnAsync();
        await load.SwitchAsync("kill of the other", () => pair.KillAsync());
        await load.EndAsync();
    }

    [Fact]
    public async Task With_sentinel_a_killed_master_is_replaced_and_a_planned_failover_brings_it_back()
    {
        // SENTINEL FAILOVER promotes the replica while the old master still takes writes; what it answers then is lost.
        await using RedisPair pair = await RedisPair.StartAsync();
        await using SentinelProcess sentinel = await SentinelProcess.StartAsync(pair.Master);
        await Wait.Eventually(async () => await PlainRedis.AskAsync(sentinel.Port, null, $"SENTINEL replicas {SentinelProcess.Service}") == "*1", "the Sentinel knows the replica");
        await using SwitchLoad load = await SwitchLoad.StartAsync(sentinel.ConnectionString, Namespace, output);

        await load.SwitchAsync("kill", () => pair.KillAsync(() => Wait.Eventually(
            async () => await pair.Replica.InfoAsync("replication", "role") == "master", "the Sentinel has promoted the replica", TimeSpan.FromMinutes(1))));
        await pair.ReturnAsync();
        RedisServerProcess back = pair.Replica;
        await load.SwitchAsync("SENTINEL FAILOVER", () => Wait.Eventually(async () =>
        {
            await PlainRedis.AskAsync(sentinel.Port, null, $"SENTINEL FAILOVER {SentinelProcess.Service}"); // refused until it has seen the server come back
            return await back.InfoAsync("replication", "role") == "master";
        }, "the Sentinel has brought it back", TimeSpan.FromMinutes(2)), loses: true);
        await load.EndAsync();
    }

    [Fact]
    public async Task In_a_cluster_of_three_masters_a_master_and_its_replica_change_places_and_work_goes_on()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync($"taskue:{{{Namespace}:0}}:meta");
        await using SwitchLoad load = await SwitchLoad.StartAsync(cluster.ConnectionString, Namespace, output);

        await load.SwitchAsync("CLUSTER FAILOVER", cluster.FailOverAsync);
        await load.SwitchAsync("kill", cluster.KillAsync);
        await load.EndAsync();
    }

    [Fact]
    public async Task In_a_cluster_a_task_wakes_one_runner()
    {
        const int tasks = 20;
        await using RedisCluster cluster = await RedisCluster.StartAsync($"taskue:{{{Namespace}:0}}:meta");
        await using TaskueClient client = await TaskueClient.ConnectAsync(cluster.ConnectionString, new TaskueOptions { Namespace = Namespace });
        TaskueRunner[] runners = [.. Enumerable.Range(0, 5).Select(number => new TaskueRunner(client, new RunnerOptions
        {
            Name = $"r{number}", PollInterval = TimeSpan.FromMinutes(1), HeartbeatInterval = TimeSpan.FromSeconds(20), HeartbeatExpiry = TimeSpan.FromMinutes(1), StalledAfter = TimeSpan.FromMinutes(1),
        }))];
        foreach (TaskueRunner runner in runners)
        {
            await runner.StartAsync();
        }

        var parked = new Store.KeySpace("taskue", Namespace).Key("parked_default");
        for (int i = 0; i < tasks; i++)
        {
            await Wait.Eventually(async () => await client.Link.Database.SetLengthAsync(parked) == runners.Length, "all wait for work", TimeSpan.FromMinutes(1));
            Assert.Equal(i, await (await client.EnqueueAsync(() => Bodies.Add(i, 0))).WaitForResultAsync());
        }

        string calls = (await cluster.Master.InfoAsync("commandstats", "cmdstat_spublish"))!;
        Assert.StartsWith($"calls={tasks},", calls);
        foreach (TaskueRunner runner in runners)
        {
            await runner.DisposeAsync();
        }
    }
}
