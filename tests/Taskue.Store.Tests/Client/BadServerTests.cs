using Taskue.TestSupport;

namespace Taskue.Store.Tests.Client;

public sealed class BadServerTests
{
    [Fact]
    public async Task A_server_that_is_too_old_is_refused_with_both_versions()
    {
        await using RespScript script = Inspected(RespScript.Start("5.0.14"), "5.0.14", "master", "noeviction");

        StoreException fault = await Refused(script.ConnectionString, "TQ2004");
        Assert.Contains("5.0.14", fault.Message);
        Assert.Contains("6.2", fault.Message);
    }

    [Fact]
    public async Task The_oldest_that_serves_is_taken()
    {
        await using RespScript script = Inspected(RespScript.Start("6.2.0"), "6.2.0", "master", "noeviction");
        await using TaskueClient client = await TaskueClient.ConnectAsync(script.ConnectionString);
        Assert.Equal("default", client.Namespace);
    }

    [Fact]
    public async Task A_read_only_replica_is_refused()
    {
        await using RedisServerProcess master = await RedisServerProcess.StartAsync();
        await using RedisServerProcess replica = await RedisServerProcess.StartAsync(new RedisServerOptions { ReplicaOf = master, Extra = ["repl-diskless-sync-delay 0"] });

        StoreException fault = await Refused(replica.ConnectionString, "TQ2004");
        Assert.Contains("read-only replica", fault.Message);
        Assert.Contains("serviceName", fault.Message);
    }

    [Fact]
    public async Task A_wrong_or_missing_password_is_refused_with_TQ2002()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new RedisServerOptions { Password = "right" });

        await Refused($"127.0.0.1:{server.Port},password=wrong", "TQ2002");
        StoreException fault = await Refused($"127.0.0.1:{server.Port}", "TQ2002");
        Assert.Contains("password", fault.Message);
        await using TaskueClient client = await TaskueClient.ConnectAsync(server.ConnectionString);
        Assert.Equal(0, (await client.CountTasksAsync()).Total);
    }

    [Theory]
    [InlineData("allkeys-lru")]
    [InlineData("allkeys-random")]
    public async Task A_server_that_evicts_keys_is_refused(string policy)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new RedisServerOptions { MaxMemory = "50mb", MaxMemoryPolicy = policy });

        StoreException fault = await Refused(server.ConnectionString, "TQ2004");
        Assert.Contains(policy, fault.Message);
        Assert.Contains("noeviction", fault.Message);
    }

    [Fact]
    public async Task Nobody_at_that_address_is_TQ2001()
    {
        StoreException fault = await Refused("127.0.0.1:1,connectTimeout=500,connectRetry=1", "TQ2001");
        Assert.True(fault.IsTransient);
        Assert.Contains("127.0.0.1:1", fault.Message);
    }

    [Fact]
    public async Task A_connection_string_that_says_nothing_is_an_argument_error()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => TaskueClient.ConnectAsync(" "));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => TaskueClient.ConnectAsync("localhost:6379,nonsense=1"));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => TaskueClient.ConnectAsync("ssl=true"));
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_TQ2001_with_an_unknown_outcome()
    {
        await using RespScript script = Inspected(RespScript.Start(), "7.0.15", "master", "noeviction").On("EVALSHA", RespAnswer.Silence);
        await using TaskueClient client = await TaskueClient.ConnectAsync(script.ConnectionString, new TaskueOptions { RedisTimeout = TimeSpan.FromSeconds(3) });

        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => client.EnqueueAsync(StoreRoom.Spec()));
        Assert.Equal(("TQ2001", WriteOutcome.Unknown, true), (fault.Code, fault.Outcome, fault.IsTransient));
        Assert.Contains("RedisTimeout", fault.Message);
    }

    [Fact]
    public async Task A_frozen_servers_late_answer_is_unknown_and_repeating_with_the_id_is_safe()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using TaskueClient client = await TaskueClient.ConnectAsync(server.ConnectionString, new TaskueOptions { RedisTimeout = TimeSpan.FromSeconds(3) });
        await client.EnqueueAsync(StoreRoom.Spec());
        TaskSpec spec = StoreRoom.Spec() with { Id = TaskId.New() };
        await server.FreezeAsync();
        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => client.EnqueueAsync(spec));
        Assert.Equal(("TQ2001", WriteOutcome.Unknown), (fault.Code, fault.Outcome));
        await server.ThawAsync();
        await Wait.Eventually(async () =>
        {
            try
            {
                return (await client.EnqueueAsync(spec)).Id == spec.Id;
            }
            catch (StoreException again) when (again.IsTransient)
            {
                return false;
            }
        }, "the thawed server takes it");

        Assert.Equal(2, (await client.CountTasksAsync()).Pending);
    }

    [Fact]
    public async Task An_answer_of_no_script_is_TQ2006()
    {
        await using RespScript script = Inspected(RespScript.Start(), "7.0.15", "master", "noeviction").On("EVALSHA", RespAnswer.Array(RespAnswer.Bulk("nonsense")));
        await using TaskueClient client = await TaskueClient.ConnectAsync(script.ConnectionString);

        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => client.EnqueueAsync(StoreRoom.Spec()));
        Assert.Equal("TQ2006", fault.Code);
        Assert.Contains("nonsense", fault.Message);
    }

    [Theory]
    [InlineData("NOREPLICAS", "min-replicas-to-write 1", "min-replicas-to-write 0")]
    [InlineData("READONLY", null, null)]
    public async Task A_call_that_no_master_accepts_yet_is_made_again_until_one_does(string error, string? before, string? after)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using TaskueClient client = await TaskueClient.ConnectAsync(server.ConnectionString, new TaskueOptions { RedisTimeout = TimeSpan.FromMinutes(1) });
        await server.CommandAsync(before is null ? "REPLICAOF 127.0.0.1 1" : "CONFIG SET " + before);
        Task<TaskHandle> enqueueing = client.EnqueueAsync(StoreRoom.Spec());
        await Wait.Eventually(async () => await server.InfoAsync("errorstats", "errorstat_" + error) is { } count && count != "count=1", "it was refused twice", TimeSpan.FromMinutes(1));

        await server.CommandAsync(after is null ? "REPLICAOF NO ONE" : "CONFIG SET " + after);
        await enqueueing;
        Assert.Equal(1, (await client.CountTasksAsync()).Pending);
    }

    [Theory]
    [InlineData("READONLY You can't write against a read only replica.")]
    [InlineData("NOREPLICAS Not enough good replicas to write.")]
    [InlineData("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.")]
    [InlineData("LOADING Redis is loading the dataset in memory")]
    [InlineData("CLUSTERDOWN The cluster is down")]
    [InlineData("TRYAGAIN Multiple keys request during rehashing of slot")]
    public void What_a_failover_answers_is_transient_and_wrote_nothing(string error)
    {
        StoreException fault = StoreFault.OfServer(new IOException(error), "enqueue", "default");
        Assert.Equal(("TQ2001", true, true, WriteOutcome.NotApplied), (fault.Code, fault.IsTransient, fault.IsElsewhere, fault.Outcome));
    }

    [Fact]
    public async Task The_first_id_of_a_client_carries_the_servers_clock()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using TaskueClient client = await TaskueClient.ConnectAsync(server.ConnectionString, new TaskueOptions { Clock = new FastClock(TimeSpan.FromDays(2)) });

        Assert.InRange(client.ServerClockAhead, TimeSpan.FromDays(-2.01), TimeSpan.FromDays(-1.99));
        TaskHandle first = await client.EnqueueAsync(StoreRoom.Spec());
        TaskHandle other = await client.WithNamespace("other").EnqueueAsync(StoreRoom.Spec());
        Assert.All([first.Id, other.Id], id => Assert.InRange(
            DateTimeOffset.FromUnixTimeMilliseconds(TaskIdSource.MillisecondsOf(id)) - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5)));
        Assert.Equal(first.Id, Assert.Single(await client.ListTasksAsync(new TaskQuery { Since = TimeProvider.System.GetUtcNow().AddHours(-1), Until = TimeProvider.System.GetUtcNow().AddHours(1) })).Id);
    }

    private sealed class FastClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }

    private static async Task<StoreException> Refused(string connection, string code)
    {
        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => TaskueClient.ConnectAsync(connection));
        Assert.Equal(code, fault.Code);
        return fault;
    }

    private static RespScript Inspected(RespScript script, string version, string role, string policy) => script.On("EVAL", RespAnswer.Array(
        RespAnswer.Bulk("ok"), RespAnswer.Bulk($"redis_version:{version}\r\n"), RespAnswer.Bulk($"role:{role}\r\n"), RespAnswer.Bulk($"maxmemory_policy:{policy}\r\n")));
}
