using System.Globalization;
using Hangfire;
using Hangfire.Redis.StackExchange;
using Taskue.Bench.HangfirePeer;
using Taskue.Bench.Peers;

// hangfire-peer producer | worker [WORKERS]
GlobalConfiguration.Configuration
    .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
    .UseSimpleAssemblyNameTypeSerializer()
    .UseRecommendedSerializerSettings()
    .UseRedisStorage(Environment.GetEnvironmentVariable("BENCH_REDIS"));
if (args[0] == "producer")
{
    await Orders.FollowAsync(new Producer());
    return;
}

var options = new BackgroundJobServerOptions();
if (args.Length > 1)
{
    options.WorkerCount = int.Parse(args[1], CultureInfo.InvariantCulture);
}

using var server = new BackgroundJobServer(options);
await Task.Delay(Timeout.Infinite);
