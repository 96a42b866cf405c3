using System.Globalization;
using Taskue;

namespace Taskue.ProcessHost;

/// <summary>Many runners in one process, on one client: <c>NAME-0</c>, <c>NAME-1</c>, … It prints <c>started COUNT</c> when the last one takes tasks, and runs until it is killed.</summary>
internal static class Crowd
{
    public static async Task<int> RunAsync(string redis, string @namespace, RunnerOptions each, int count)
    {
        await using TaskueClient client = await TaskueClient.ConnectAsync(redis, new TaskueOptions { Namespace = @namespace });
        var runners = new List<TaskueRunner>();
        for (int i = 0; i < count; i++)
        {
            var options = new RunnerOptions
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{each.Name}-{i}"),
                Queues = each.Queues,
                HeartbeatInterval = each.HeartbeatInterval,
                HeartbeatExpiry = each.HeartbeatExpiry,
                MonitorInterval = each.MonitorInterval,
            };
            runners.Add(new TaskueRunner(client, options));
            await runners[i].StartAsync();
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"started {count}"));
        await Task.WhenAll(runners.Select(runner => runner.Completion));
        return 0;
    }
}
