using StackExchange.Redis;

namespace Taskue.TestSupport.Tests;

public sealed class RespScriptTests
{
    [Theory]
    [InlineData("5.0.14")]
    [InlineData("7.0.15")]
    public async Task The_client_library_takes_it_for_the_version_it_plays(string version)
    {
        await using var script = RespScript.Start(version).On("GET", RespAnswer.Bulk("played"));
        await using var connection = await ConnectionMultiplexer.ConnectAsync(script.ConnectionString);

        Assert.Equal(Version.Parse(version), connection.GetServers()[0].Version);
        Assert.Equal("played", await connection.GetDatabase().StringGetAsync("k"));
        Assert.Contains(script.Received, command => command.SequenceEqual(["GET", "k"]));
    }

    [Fact]
    public async Task As_a_replica_it_refuses_writes()
    {
        await using var script = RespScript.Start(role: "slave");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(script.ConnectionString + ",allowAdmin=true");

        Assert.True(connection.GetServers()[0].IsReplica);
        Assert.StartsWith("-READONLY", await PlainRedis.AskAsync(script.Port, null, "SET k v"));
    }

    [Fact]
    public async Task An_answer_can_come_late()
    {
        await using var script = RespScript.Start().On("GET k", RespAnswer.Nil with { Delay = TimeSpan.FromSeconds(30) });
        await using var connection = await ConnectionMultiplexer.ConnectAsync(script.ConnectionString + ",asyncTimeout=3000");

        await Assert.ThrowsAsync<RedisTimeoutException>(() => connection.GetDatabase().StringGetAsync("k"));
    }

    [Fact]
    public async Task It_can_hang_up_and_change_its_mind()
    {
        await using var script = RespScript.Start().On("GET", RespAnswer.HangUp);

        Assert.Null(await PlainRedis.AskAsync(script.Port, null, "GET k"));
        script.On("GET", command => RespAnswer.Bulk("for " + command[1]));

        Assert.Equal("$5", await PlainRedis.AskAsync(script.Port, null, "GET k"));
        Assert.StartsWith("-ERR unknown command 'NOSUCH'", await PlainRedis.AskAsync(script.Port, null, "NOSUCH"));
    }
}
