using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.RunnerTests.Failovers;

/// <summary>A client that enqueues and waits without a pause, and a runner that works for it, while the servers change places.</summary>
internal sealed class SwitchLoad : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private readonly TaskueClient client;
    private readonly TaskueClient runnersOwn;
    private readonly TaskueRunner runner;
    private readonly ITestOutputHelper output;
    private readonly LogSink log;
    private readonly CancellationTokenSource enough = new();
    private readonly ConcurrentBag<Task<TaskInfo?>> ends = [];
    private readonly Task producing;
    private int tries;
    private bool mayLose;

    private SwitchLoad(TaskueClient client, TaskueClient runnersOwn, TaskueRunner runner, LogSink log, ITestOutputHelper output)
    {
        this.client = client;
        this.runnersOwn = runnersOwn;
        this.runner = runner;
        this.log = log;
        this.output = output;
        producing = Task.Run(ProduceAsync);
    }

    public static async Task<SwitchLoad> StartAsync(string connectionString, string @namespace, ITestOutputHelper output)
    {
        var options = new TaskueOptions { Namespace = @namespace };
        TaskueClient client = await TaskueClient.ConnectAsync(connectionString, options);
        TaskueClient runnersOwn = await TaskueClient.ConnectAsync(connectionString, options);
        var log = new LogSink();
        var runner = new TaskueRunner(runnersOwn, new RunnerOptions
        {
            Name = "one", Concurrency = 4, HeartbeatInterval = TimeSpan.FromSeconds(1), HeartbeatExpiry = TimeSpan.FromMinutes(2), StalledAfter = TimeSpan.FromMinutes(2),
            MonitorInterval = TimeSpan.FromMilliseconds(500), LoggerFactory = log,
        });
        await runner.StartAsync();
        return new SwitchLoad(client, runnersOwn, runner, log, output);
    }

    /// <summary>Has the servers change places, and waits until a task that was enqueued afterwards has passed.</summary>
    /// <param name="what">How, for the report.</param>
    /// <param name="change">Does it.</param>
    /// <param name="loses">Whether the old master still answers what the new one does not get: from then on, tasks may be lost or run again.</param>
    public async Task SwitchAsync(string what, Func<Task> change, bool loses = false)
    {
        mayLose |= loses;
        int before = ends.Count;
        await Wait.Eventually(() => ends.Count > before + 10, "there is load", Patience);
        await change();
        long changed = Stopwatch.GetTimestamp();
        TaskInfo? end = await EndAsync(TaskId.New()).WaitAsync(Patience);
        while (end is null && loses)
        {
            end = await EndAsync(TaskId.New()).WaitAsync(Patience);
        }

        Assert.Equal(TaskState.Passed, end?.State);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: work went on {Stopwatch.GetElapsedTime(changed).TotalMilliseconds:F0} ms after it; {Volatile.Read(ref tries)} calls of the client were refused so far"));
    }

    /// <summary>Everything that was enqueued has passed, at its first start; the runner has seen each outage come and go, and nothing unexpected.</summary>
    public async Task EndAsync()
    {
        await enough.CancelAsync();
        await producing.WaitAsync(Patience);
        TaskInfo?[] ended = await Task.WhenAll(ends).WaitAsync(Patience);
        TaskInfo[] all = [.. ended.OfType<TaskInfo>()];
        Assert.True(mayLose || all.Length == ended.Length, $"{ended.Length - all.Length} tasks are lost");
        Assert.All(all, task => Assert.Equal((TaskState.Passed, true), (task.State, task.Starts == 1 || mayLose)));
        Assert.Equal(all.Length, (await client.CountTasksAsync()).Passed);
        Assert.All(all.TakeLast(20), task => Assert.Single(client.GetLogAsync(task.Id).GetAwaiter().GetResult().Entries));
        Assert.True(runner.Health.IsHealthy, runner.Health.Description);
        Assert.Equal(log.Count(1104), log.Count(1105));
        Assert.Equal((0, 0, 0), (log.Count(1106), log.Count(1111), log.Count(1115)));
        output.WriteLine($"{all.Length} tasks of {ended.Length}; the runner was without a usable server {log.Count(1104)} times");
        await runner.StopAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await runner.StopAsync(new CancellationToken(canceled: true));
        await runner.DisposeAsync();
        await runnersOwn.DisposeAsync();
        await client.DisposeAsync();
        enough.Dispose();
    }

    private async Task ProduceAsync()
    {
        while (!enough.IsCancellationRequested)
        {
            string id = TaskId.New();
            await StoreAsync(id);
            ends.Add(AwaitAsync(id));
            await Task.Delay(Pace, CancellationToken.None);
        }
    }

    private async Task<TaskInfo?> EndAsync(string id)
    {
        await StoreAsync(id);
        Task<TaskInfo?> end = AwaitAsync(id);
        ends.Add(end);
        return await end;
    }

    private Task StoreAsync(string id) => RepeatAsync(() => client.EnqueueAsync(TaskSpec.Call(() => LogBodies.Say("one line")) with { Id = id }));

    /// <summary>Null if the task is lost.</summary>
    private async Task<TaskInfo?> AwaitAsync(string id)
    {
        try
        {
            return await RepeatAsync(() => client.WaitForTaskAsync(id, Timeout.InfiniteTimeSpan));
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    /// <summary>Again where the error says that this may help, as a careful caller does.</summary>
    private async Task<T> RepeatAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (StoreException fault) when (fault.IsTransient)
            {
                Interlocked.Increment(ref tries);
                await Task.Delay(Pace, CancellationToken.None);
            }
        }
    }
}
