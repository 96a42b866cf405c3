using StackExchange.Redis;
using Taskue.TestSupport;
using TestWait = Taskue.TestSupport.Wait;

namespace Taskue.RunnerTests;

/// <summary>Logs over cut connections, and while Redis is away or full.</summary>
public sealed class LogOutageTests : IAsyncLifetime
{
    private readonly string ns = "o-" + TaskId.New();
    private readonly LogSink log = new();
    private RedisServerProcess server = null!;
    private TaskueClient client = null!;
    private TaskueClient runnersOwn = null!;
    private ConnectionMultiplexer beside = null!;
    private TaskueRunner runner = null!;

    private Door Door => Door.Of(ns);

    private IServer Admin => beside.GetServer(beside.GetEndPoints()[0]);

    public async ValueTask InitializeAsync()
    {
        server = await RedisServerProcess.StartAsync();
        beside = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",allowAdmin=true");
        client = await TaskueClient.ConnectAsync(server.ConnectionString + ",name=cut-me", new TaskueOptions { Namespace = ns });
        runnersOwn = await TaskueClient.ConnectAsync(server.ConnectionString + ",name=cut-me", new TaskueOptions { Namespace = ns });
        runner = new TaskueRunner(runnersOwn, new RunnerOptions { Concurrency = 10, MonitorInterval = TimeSpan.FromMilliseconds(500), LoggerFactory = log, ForwardConsole = false });
        await runner.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Door.Open();
        await runner.StopAsync(new CancellationToken(canceled: true));
        await runner.DisposeAsync();
        await runnersOwn.DisposeAsync();
        await client.DisposeAsync();
        await beside.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_follower_whose_connections_and_the_runners_are_cut_again_and_again_gets_each_line_once()
    {
        const int lines = 3_000;
        TaskHandle handle = await client.EnqueueAsync(() => LogBodies.Count(ns, lines));
        // A follower is patient from its first answer on: what is wrong at its very beginning, it tells at once.
        var first = new TaskCompletionSource();
        Task<List<LogEntry>> following = client.FollowLogsAsync(handle.Id).Select(entry =>
        {
            first.TrySetResult();
            return entry;
        }).ToListAsync().AsTask();
        await first.Task.WaitAsync(TestWait.DefaultLimit);
        int cuts = 0;
        while (Door.Entered == 0)
        {
            foreach (ClientInfo connection in (await Admin.ClientListAsync()).Where(one => one.Name == "cut-me"))
            {
                try
                {
                    await Admin.ExecuteAsync("CLIENT", "KILL", "ID", connection.Id);
                    cuts++;
                }
                catch (RedisServerException)
                {
                    // It was gone already.
                }
            }

            await Task.Delay(50);
        }

        List<LogEntry> followed = await following.WaitAsync(TestWait.DefaultLimit);
        Assert.Equal(Enumerable.Range(1, lines).Select(i => $"line {i}"), followed.Select(entry => entry.Text));
        Assert.Equal(Enumerable.Range(1, lines), followed.Select(entry => (int)entry.Number));
        Assert.True(cuts > 10, $"only {cuts} connections were cut");
        Assert.Equal((1L, TaskState.Passed), ((await client.GetTaskAsync(handle.Id)).Starts, (await client.GetTaskAsync(handle.Id)).State));
    }

    [Fact]
    public async Task A_task_that_ends_while_redis_is_away_has_its_result_and_its_last_lines_when_redis_is_back()
    {
        TaskHandle handle = await client.EnqueueAsync(() => LogBodies.BeforeAndAfter(ns, null!));
        await TestWait.Eventually(async () => (await client.GetLogAsync(handle.Id)).Entries.Count == 1, "its first line is kept");
        await Admin.ExecuteAsync("SAVE");
        await server.KillAsync();
        Door.Open();
        await TestWait.Eventually(() => Door.Inside == 0, "the body has ended");
        await server.RestartAsync();
        await TestWait.Eventually(async () =>
        {
            try
            {
                return (await client.GetTaskAsync(handle.Id)).State == TaskState.Passed;
            }
            catch (StoreException fault) when (fault.IsTransient)
            {
                return false;
            }
        }, "it has passed");
        Assert.Equal(["before", "after"], (await client.GetLogAsync(handle.Id)).Entries.Select(entry => entry.Text));
        Assert.Equal(1, (await client.GetTaskAsync(handle.Id)).Starts);
    }

    [Fact]
    public async Task Where_only_the_logs_find_no_way_to_redis_results_pass_without_them()
    {
        // Every other connection is there, as a task that writes nothing shows; the one for logs is made by the first line, and refused.
        Assert.Equal(3, await (await client.EnqueueAsync(() => Bodies.Add(1, 2))).WaitForResultAsync());
        IGrouping<string, KeyValuePair<string, string>>[] info = await Admin.InfoAsync("clients");
        string connected = info.SelectMany(section => section).First(pair => pair.Key == "connected_clients").Value;
        await Admin.ExecuteAsync("CONFIG", "SET", "maxclients", connected);
        TaskHandle<int> handle = await client.EnqueueAsync(() => LogBodies.Say("lost"));
        Assert.Equal(TaskState.Passed, (await handle.WaitAsync(TimeSpan.FromSeconds(40))).State);
        Assert.Equal(1, log.Count(1115));
        Assert.Empty((await client.GetLogAsync(handle.Id)).Entries);
        TaskHandle<int> next = await client.EnqueueAsync(() => LogBodies.Say("lost, and not waited for"));
        Assert.Equal(TaskState.Passed, (await next.WaitAsync(TimeSpan.FromSeconds(8))).State);
        await Admin.ExecuteAsync("CONFIG", "SET", "maxclients", "10000");
        await TestWait.Eventually(async () =>
        {
            TaskHandle<int> later = await client.EnqueueAsync(() => LogBodies.Say("a way again"));
            await later.WaitAsync();
            return (await client.GetLogAsync(later.Id)).Entries.Count == 1;
        }, "lines are kept again");
    }

    [Fact]
    public async Task On_a_full_server_results_pass_and_the_log_says_what_was_lost()
    {
        TaskHandle handle = await client.EnqueueAsync(() => LogBodies.BeforeAndAfter(ns, null!));
        await TestWait.Eventually(async () => (await client.GetLogAsync(handle.Id)).Entries.Count == 1, "its first line is kept");
        await Admin.ExecuteAsync("CONFIG", "SET", "maxmemory", "100kb");
        Door.Open();
        Assert.Equal(TaskState.Passed, (await handle.WaitAsync(TestWait.DefaultLimit)).State);
        IReadOnlyList<LogEntry> entries = (await client.GetLogAsync(handle.Id)).Entries;
        Assert.Equal((2, "before", 1L), (entries.Count, entries[0].Text, entries[1].Gap?.Lines));
        Assert.Equal(1, log.Count(1115));
        await Admin.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        TaskHandle<int> later = await client.EnqueueAsync(() => LogBodies.Say("room again"));
        await later.WaitAsync();
        Assert.Equal("room again", Assert.Single((await client.GetLogAsync(later.Id)).Entries).Text);
    }
}
