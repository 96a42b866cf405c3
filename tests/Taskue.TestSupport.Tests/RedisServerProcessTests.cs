using StackExchange.Redis;

namespace Taskue.TestSupport.Tests;

public sealed class RedisServerProcessTests
{
    [Fact]
    public async Task What_it_answered_with_appendfsync_always_survives_a_kill()
    {
        await using var server = await RedisServerProcess.StartAsync(new RedisServerOptions { AppendFsync = AppendFsync.Always });
        Assert.Equal("+OK", await PlainRedis.AskAsync(server.Port, null, "SET k v"));

        await server.KillAsync();
        Assert.False(server.IsRunning);
        Assert.Null(await PlainRedis.AskAsync(server.Port, null, "PING"));
        await server.RestartAsync();

        Assert.Equal("$1", await PlainRedis.AskAsync(server.Port, null, "GET k"));
    }

    [Fact]
    public async Task Without_an_append_only_file_nothing_survives()
    {
        await using var server = await RedisServerProcess.StartAsync();
        Assert.Equal("+OK", await PlainRedis.AskAsync(server.Port, null, "SET k v"));

        await server.RestartAsync();

        Assert.Equal("$-1", await PlainRedis.AskAsync(server.Port, null, "GET k"));
    }

    [Fact]
    public async Task Frozen_it_is_silent_and_thawed_it_answers()
    {
        await using var server = await RedisServerProcess.StartAsync();

        await server.FreezeAsync();
        Assert.Null(await PlainRedis.AskAsync(server.Port, null, "PING", within: TimeSpan.FromSeconds(1)));
        await server.ThawAsync();

        Assert.Equal("+PONG", await PlainRedis.AskAsync(server.Port, null, "PING"));
    }

    [Fact]
    public async Task It_ends_also_when_frozen_and_takes_its_folder_along()
    {
        var server = await RedisServerProcess.StartAsync();
        var id = server.ProcessId;
        await server.FreezeAsync();

        await server.DisposeAsync();

        Assert.False(Signals.IsRunning(id));
        Assert.False(Directory.Exists(server.Folder));
    }

    [Fact]
    public async Task A_full_one_refuses_writes()
    {
        await using var server = await RedisServerProcess.StartAsync(new RedisServerOptions { MaxMemory = "100kb" });

        Assert.StartsWith("-OOM", await PlainRedis.AskAsync(server.Port, null, "SET k v"));
    }

    [Fact]
    public async Task A_replica_follows_a_master_with_a_password()
    {
        await using var master = await RedisServerProcess.StartAsync(new RedisServerOptions { Password = "secret" });
        await using var replica = await RedisServerProcess.StartAsync(
            new RedisServerOptions { ReplicaOf = master, Extra = ["repl-diskless-sync-delay 0"] });

        Assert.StartsWith("-NOAUTH", await PlainRedis.AskAsync(master.Port, null, "GET k"));
        Assert.Equal("+OK", await PlainRedis.AskAsync(master.Port, "secret", "SET k v"));

        await Wait.Eventually(
            async () => await PlainRedis.AskAsync(replica.Port, null, "GET k") == "$1", "the write has reached the replica");
        Assert.StartsWith("-READONLY", await PlainRedis.AskAsync(replica.Port, null, "SET k w"));
    }

    [Fact]
    public async Task A_setting_it_does_not_know_ends_the_start_with_its_words()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => RedisServerProcess.StartAsync(new RedisServerOptions { Extra = ["no-such-setting 1"] }));

        Assert.Contains("no-such-setting", error.Message);
    }

    [Theory]
    [MemberData(nameof(TestServers.Kinds), MemberType = typeof(TestServers))]
    public async Task Both_shared_servers_answer(ServerKind kind)
    {
        var connection = await TestServers.ConnectAsync(kind);

        Assert.True(await connection.GetDatabase().StringSetAsync("shared:" + kind, "v"));
        Assert.Same(connection, await TestServers.ConnectAsync(kind));
    }
}
