using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Embedded.Tests;

public sealed class InMemoryTests
{
    [Fact]
    public async Task It_starts_answers_and_says_that_nothing_survives()
    {
        await using var server = await EmbeddedServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var db = connection.GetDatabase();

        await db.StringSetAsync("k", "v");

        Assert.Equal("v", await db.StringGetAsync("k"));
        Assert.False(server.IsDurable);
        Assert.Equal("in memory: nothing survives this process", server.Description);
        Assert.StartsWith($"127.0.0.1:{server.Port},password=", server.ConnectionString);
    }

    [Fact]
    public async Task It_listens_on_loopback_only()
    {
        await using var server = await EmbeddedServer.StartAsync();

        var listeners = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();

        Assert.Equal([IPAddress.Loopback], listeners.Where(l => l.Port == server.Port).Select(l => l.Address));
    }

    [Fact]
    public async Task It_refuses_a_wrong_password_and_none()
    {
        await using var server = await EmbeddedServer.StartAsync();

        Assert.StartsWith("-WRONGPASS", await PlainRedis.AskAsync(server.Port, "wrong", "PING"));
        Assert.StartsWith("-NOAUTH", await PlainRedis.AskAsync(server.Port, null, "GET x"));
        await Assert.ThrowsAsync<RedisConnectionException>(
            () => ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},password=wrong,connectTimeout=2000,connectRetry=1"));
    }

    [Fact]
    public async Task Two_at_once_have_their_own_data_and_passwords()
    {
        var servers = await Task.WhenAll(EmbeddedServer.StartAsync(), EmbeddedServer.StartAsync());
        await using var one = servers[0];
        await using var two = servers[1];
        await using var first = await ConnectionMultiplexer.ConnectAsync(one.ConnectionString);
        await using var second = await ConnectionMultiplexer.ConnectAsync(two.ConnectionString);

        await first.GetDatabase().StringSetAsync("k", "one");

        Assert.NotEqual(one.Port, two.Port);
        Assert.NotEqual(one.ConnectionString.Split('=')[1], two.ConnectionString.Split('=')[1]);
        Assert.False(await second.GetDatabase().KeyExistsAsync("k"));
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_the_setting()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<TaskueException>(() => EmbeddedServer.StartAsync(new EmbeddedServerOptions { Port = port }));

        Assert.Equal("TQ2007", error.Code);
        Assert.Equal(
            $"Port {port} on 127.0.0.1 is in use. Set EmbeddedServerOptions.Port to another one, or to 0 for any free one.", error.Message);
    }

    [Fact]
    public async Task A_port_can_be_chosen_and_is_free_again_afterwards()
    {
        int port;
        await using (var first = await EmbeddedServer.StartAsync())
        {
            port = first.Port;
        }

        await using var again = await EmbeddedServer.StartAsync(new EmbeddedServerOptions { Port = port });

        Assert.Equal(port, again.Port);
    }

    [Fact]
    public async Task Disposing_twice_is_safe_and_ends_it()
    {
        var server = await EmbeddedServer.StartAsync();

        await server.DisposeAsync();
        await server.DisposeAsync();

        Assert.Null(await PlainRedis.AskAsync(server.Port, null, "PING"));
    }

    [Fact]
    public async Task A_cancelled_start_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EmbeddedServer.StartAsync(ct: cancel.Token));
    }

    [Fact]
    public async Task Its_process_prints_nothing_of_the_servers_and_writes_no_file()
    {
        var folder = Directory.CreateTempSubdirectory("taskue-quiet-");
        try
        {
            await using var host = Hosts.Start("-", workingFolder: folder.FullName);
            await host.WaitForLineAsync(line => line.StartsWith("ready "));
            host.EndInput();
            Assert.Equal(0, await host.WaitForExitAsync());

            Assert.Single(host.Lines);
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_script_declares_its_keys_works_in_them_and_publishes()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync((await TestServers.EmbeddedAsync()).ConnectionString);
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await connection.GetSubscriber().SubscribeAsync(RedisChannel.Literal("embedded:wake"), (_, value) => heard.TrySetResult(value!));

        var reply = (RedisResult[])(await connection.GetDatabase().ScriptEvaluateAsync(
            """
            local time = redis.call('TIME')
            redis.call('HSETNX', KEYS[1], 'f', ARGV[1])
            redis.call('ZADD', KEYS[2], 1, 'a', 2, 'b')
            redis.call('PUBLISH', ARGV[2], 'go')
            local last = redis.call('ZRANGE', KEYS[2], '+inf', '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1)
            return {#time, redis.call('HGET', KEYS[1], 'f'), last[1]}
            """,
            ["{e:0}:h", "{e:0}:z"],
            ["v", "embedded:wake"]))!;

        Assert.Equal(["2", "v", "b"], reply.Select(r => (string)r!));
        Assert.Equal("go", await Wait.For(heard.Task, "the message published by the script"));
    }
}
