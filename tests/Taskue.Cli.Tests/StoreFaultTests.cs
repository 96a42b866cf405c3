using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

public sealed class StoreFaultTests
{
    [Theory]
    [InlineData("task list", ",defaultDatabase=99")]
    [InlineData("doctor", ",defaultDatabase=99")]
    public async Task A_database_that_is_not_there_is_named_as_such(string line, string more)
    {
        (int code, _, string error) = await Cli.RunAsync(line.Split(' '), await TestServers.ConnectionStringAsync(ServerKind.Redis) + more);

        Assert.StartsWith("error TQ2004: Redis has no database of the number that was asked for: ", error);
        Assert.Contains("99", error);
        Assert.Equal(ExitCodes.StoreUnreachable, code);
    }

    [Fact]
    public async Task A_slow_redis_is_called_slow_and_nothing_is_said_of_tls()
    {
        await using RedisServerProcess redis = await RedisServerProcess.StartAsync();
        using var slow = new LinkProxy(redis.Port);
        slow.Apply(new LinkFault(LinkFaultKind.Delay, LinkWay.Both, 400));

        (int code, string output, _) = await Cli.RunAsync(["doctor", "--redis-timeout", "200ms"], $"127.0.0.1:{slow.Port}");

        Assert.Equal(ExitCodes.StoreUnreachable, code);
        Assert.Matches(@"^fail     connection  \S+ is a Redis and answers a PING after .+, but not all that a connection needs within 200 ms \(redis_timeout\)\.\n +remedy: Is it overloaded", output);
        Assert.DoesNotContain("TLS", output);
    }

    [Theory]
    [InlineData("task list")]
    [InlineData("workflow watch @latest")]
    [InlineData("runner stop a")]
    [InlineData("namespace list --json")]
    public async Task A_redis_that_is_away_is_one_line_and_a_code_of_its_own(string line)
    {
        (int code, string output, string error) = await Cli.RunAsync(line.Split(' '), "127.0.0.1:1,user=me,password=hunter2");

        Assert.Equal("error TQ2001: Redis cannot be reached at 127.0.0.1:1. Is it running, and are host, port and TLS (ssl=true) right?", error);
        Assert.Equal(("", ExitCodes.StoreUnreachable), (output, code));
    }
}
