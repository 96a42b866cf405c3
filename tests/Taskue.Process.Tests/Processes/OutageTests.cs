using Taskue.ProcessHost;
using Taskue.TestSupport;

namespace Taskue.ProcessTests;

/// <summary>Redis killed and restarted under load, each time for longer than a heartbeat lasts.</summary>
public sealed class OutageTests(ITestOutputHelper output) : ProcessTest
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(1.8);
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(1.5);

    private protected override RedisServerOptions ServerOptions => new() { AppendFsync = AppendFsync.Always };

    [Fact]
    public async Task Ten_outages_kill_no_runner_lose_nothing_and_run_nothing_twice()
    {
        const int outages = 10;
        string[] settings = ["interval=500", $"expiry={Expiry.TotalMilliseconds}", "monitor=500", "poll=500", "concurrency=5"];
        ChildProcess[] hosts = [Launch("one", settings), Launch("two", settings)];
        foreach (ChildProcess host in hosts)
        {
            await StartedAsync(host);
        }

        // The load: short tasks all the time, enqueued again with their ids when an answer is lost, and in each outage long ones under way.
        using var enough = new CancellationTokenSource();
        var ids = new List<string>();
        Task load = Task.Run(() => LoadAsync(ids, enough.Token));
        var held = new List<string>();
        for (int outage = 0; outage < outages; outage++)
        {
            string sign = $"go-{outage}";
            string[] now = [TaskId.New(), TaskId.New()];
            held.AddRange(now);
            foreach (string id in now)
            {
                await StoreAsync(TaskSpec.Call(() => HostTasks.Until(sign, null!)) with { Id = id });
            }

            foreach (string id in now)
            {
                await StartsAsync(1, id);
            }

            await Server.KillAsync();
            long away = TimeProvider.System.GetTimestamp();
            foreach (ChildProcess host in hosts)
            {
                await Wait.Eventually(() => Logged(host, 1104) >= outage + 1, "each says that Redis is away");
            }

            Give(sign); // the results are made while there is nobody to take them
            await Wait.Eventually(() => now.All(id => Recorded().Any(record => record.TaskId == id && record.What == "done")), "the bodies have ended");
            await Wait.Eventually(() => TimeProvider.System.GetElapsedTime(away) > Outage, "the outage has lasted");
            await Server.RestartAsync();
            foreach (ChildProcess host in hosts)
            {
                await Wait.Eventually(() => Logged(host, 1105) >= outage + 1, "each says that Redis is back");
            }

            await BeatenAsync(hosts.Length);
        }

        await enough.CancelAsync();
        await load;
        string[] all = [.. ids, .. held];
        await Wait.Eventually(async () => (await Client.CountTasksAsync()).Passed == all.Length, $"all {all.Length} have passed");
        IReadOnlyList<TaskInfo> tasks = await GetAsync(all);
        Assert.Equal(all.Length, tasks.Count);
        Assert.All(tasks, task => Assert.Equal((TaskState.Passed, 1L, 0), (task.State, task.Starts, task.RunnerDeaths)));
        Assert.Equal(all.Length, Starts());
        Assert.All(hosts, host =>
        {
            Assert.False(host.HasExited);
            Assert.Equal((outages, outages, 0, 0, 0),
                (Logged(host, 1104), Logged(host, 1105), Logged(host, 1106), Logged(host, 1108), Logged(host, 1111)));
        });
        output.WriteLine($"{all.Length} tasks through {outages} outages");
    }

    /// <summary>Waits until each runner has beaten anew: who has not before the next outage is missed for good.</summary>
    private async Task BeatenAsync(int runners)
    {
        DateTimeOffset? since = null;
        await Wait.Eventually(async () =>
        {
            try
            {
                since ??= (await Client.GetOverviewAsync()).At;
                return (await Client.ListRunnersAsync()).Count(runner => runner.HeartbeatExpiresAt > since + Expiry) == runners;
            }
            catch (StoreException fault) when (fault.IsTransient)
            {
                return false;
            }
        }, "each runner has beaten");
    }

    private async Task LoadAsync(List<string> ids, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            string id = TaskId.New();
            ids.Add(id);
            await StoreAsync(TaskSpec.Call(() => HostTasks.Work(5, null!)) with { Id = id });
        }
    }

    private async Task StoreAsync(TaskSpec spec)
    {
        while (true)
        {
            try
            {
                await Client.EnqueueAsync(spec);
                return;
            }
            catch (StoreException fault) when (fault.IsTransient)
            {
                // Again, with the same id.
            }
        }
    }
}
