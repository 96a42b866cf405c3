using System.Globalization;
using Taskue;
using Taskue.Bench.Peers;
using Taskue.Bench.TaskuePeer;

// taskue-peer producer | worker [CONCURRENCY]
await using TaskueClient taskue = await TaskueClient.ConnectAsync(Environment.GetEnvironmentVariable("BENCH_REDIS")!);
if (args[0] == "producer")
{
    await Orders.FollowAsync(new Producer(taskue));
    return;
}

var options = new RunnerOptions();
if (args.Length > 1)
{
    options.Concurrency = int.Parse(args[1], CultureInfo.InvariantCulture);
}

await using var runner = new TaskueRunner(taskue, options);
await runner.StartAsync();
await Task.Delay(Timeout.Infinite);
