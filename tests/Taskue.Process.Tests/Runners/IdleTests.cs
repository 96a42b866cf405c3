using System.Diagnostics;
using StackExchange.Redis;
using Taskue.TestSupport;
using TestWait = Taskue.TestSupport.Wait;

namespace Taskue.RunnerTests;

/// <summary>What a runner costs Redis while there is nothing to do.</summary>
public sealed class IdleTests(ITestOutputHelper output)
{
    [Fact]
    public async Task An_idle_runner_with_default_settings_makes_about_two_calls_a_second()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using TaskueClient client = await TaskueClient.ConnectAsync(server.ConnectionString);
        await using ConnectionMultiplexer beside = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",allowAdmin=true");
        await using var runner = new TaskueRunner(client);
        await runner.StartAsync();
        TaskHandle<int> handle = await client.EnqueueAsync(() => Bodies.Add(1, 2));
        await handle.WaitAsync();
        var watch = Stopwatch.StartNew();
        long before = await CallsAsync(beside);
        await TestWait.Eventually(() => watch.Elapsed > TimeSpan.FromSeconds(6), "six seconds have passed");
        double rate = (await CallsAsync(beside) - before) / watch.Elapsed.TotalSeconds;
        output.WriteLine($"{rate:0.00} script calls a second");
        Assert.InRange(rate, 0.5, 3);
    }

    private static async Task<long> CallsAsync(ConnectionMultiplexer beside)
    {
        var info = await beside.GetServer(beside.GetEndPoints()[0]).InfoAsync("commandstats");
        return info.SelectMany(group => group).Where(line => line.Key is "cmdstat_evalsha" or "cmdstat_eval")
            .Sum(line => long.Parse(line.Value.Split('=', ',')[1]));
    }
}
