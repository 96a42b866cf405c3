using StackExchange.Redis;
using Taskue.TestSupport;
using TestWait = Taskue.TestSupport.Wait;

namespace Taskue.RunnerTests;

/// <summary>Connections that are cut in the middle of calls, and a Redis that comes back with an older state.</summary>
public sealed class LostReplyTests : IAsyncLifetime
{
    private readonly string ns = "l-" + TaskId.New();
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
        client = await TaskueClient.ConnectAsync(server.ConnectionString, new TaskueOptions { Namespace = ns });
        runnersOwn = await TaskueClient.ConnectAsync(server.ConnectionString + ",name=cut-me", new TaskueOptions { Namespace = ns });
        runner = new TaskueRunner(runnersOwn, new RunnerOptions
        {
            Concurrency = 10,
            PollInterval = TimeSpan.FromMilliseconds(200),
            MonitorInterval = TimeSpan.FromMilliseconds(500),
            LoggerFactory = log,
        });
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
    public async Task A_runner_whose_connection_is_cut_again_and_again_under_load_runs_every_task_once()
    {
        const int cuts = 10, each = 300;
        string[] ids = [.. Enumerable.Range(0, cuts * each).Select(_ => TaskId.New())];
        for (int cut = 0; cut < cuts; cut++)
        {
            await client.EnqueueManyAsync(ids.Skip(cut * each).Take(each).Select(id => TaskSpec.Call(() => Bodies.Note(ns, id)) with { Id = id }));
            int before = Door.Entered;
            await TestWait.Eventually(() => Door.Entered > before || Door.Entered == (cut + 1) * each, "it is at work");
            foreach (ClientInfo connection in (await Admin.ClientListAsync()).Where(one => one.Name == "cut-me"))
            {
                await Admin.ExecuteAsync("CLIENT", "KILL", "ID", connection.Id);
            }
        }

        await TestWait.Eventually(async () => (await client.CountTasksAsync()).Passed == ids.Length, "all have passed");
        Assert.Equal(ids.Order(StringComparer.Ordinal), Door.Entries.Order(StringComparer.Ordinal));
        Assert.All(await client.Store.GetAsync(ids[..1000], full: false), task => Assert.Equal((TaskState.Passed, 1L), (task.State, task.Starts)));
        TaskCounts counts = await client.CountTasksAsync();
        Assert.Equal((0, 0, ids.Length), (counts.Running, counts.Pending, counts.Total));
        Assert.Equal((0, 0), (log.Count(1106), log.Count(1111)));
    }

    [Fact]
    public async Task A_redis_that_comes_back_with_an_older_state_strands_nothing()
    {
        // Three run when the state is saved; after it they end, others start and end, and more start: then Redis forgets all that.
        string[] saved = await EnqueueAsync(3);
        await TestWait.Eventually(() => Door.Entered == 3, "they run");
        string[] queued = await EnqueueAsync(7, "elsewhere"); // nobody serves it
        await Admin.ExecuteAsync("SAVE");
        string[] later = await EnqueueAsync(4);
        await TestWait.Eventually(() => Door.Entered == 7, "more run");
        await server.KillAsync();
        Door.Open();
        await TestWait.Eventually(() => Door.Inside == 0, "all bodies have ended");
        await server.RestartAsync();

        foreach (string id in saved)
        {
            TaskInfo done = await WaitAsync(id);
            Assert.Equal((TaskState.Passed, 1L), (done.State, done.Starts));
        }

        // What was stored after the saved state is gone with it; a producer sends it again.
        foreach (string id in later)
        {
            await client.EnqueueAsync(TaskSpec.Call(() => Bodies.PassAsync(ns, null!)) with { Id = id });
            Assert.Equal(TaskState.Passed, (await WaitAsync(id)).State);
        }

        await TestWait.Eventually(async () =>
        {
            TaskCounts counts = await client.CountTasksAsync();
            return (counts.Running, counts.Pending, counts.Passed) == (0, queued.Length, saved.Length + later.Length);
        }, "nothing is left in anybody's hands");
        Assert.Equal((0, 0), (log.Count(1106), log.Count(1111)));
        Assert.Equal(4, log.Count(1107)); // the four results that nobody knew any more
        Assert.Equal(RunnerState.Idle, (await client.ListRunnersAsync()).Single().State);
    }

    [Fact]
    public async Task What_was_finished_after_the_state_that_redis_comes_back_with_runs_again()
    {
        string[] ids = await EnqueueAsync(5);
        await TestWait.Eventually(() => Door.Entered == 5, "they run");
        await Admin.ExecuteAsync("SAVE");
        Door.Open();
        foreach (string id in ids)
        {
            await WaitAsync(id);
        }

        await server.KillAsync();
        await server.RestartAsync();

        // In the state of then the runner holds them; it does not any more, and says so.
        foreach (string id in ids)
        {
            TaskInfo done = await WaitAsync(id);
            Assert.Equal((TaskState.Passed, 2L, 1), (done.State, done.Starts, done.Attempts));
        }

        Assert.Equal(10, Door.Entered);
        Assert.Equal(0, log.Count(1106));
    }

    private async Task<string[]> EnqueueAsync(int count, string? tag = null)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(_ => TaskId.New())];
        await client.EnqueueManyAsync(ids.Select(id => TaskSpec.Call(() => Bodies.PassAsync(ns, null!)) with { Id = id, Tag = tag }));
        return ids;
    }

    private async Task<TaskInfo> WaitAsync(string id)
    {
        while (true)
        {
            try
            {
                return await client.WaitForTaskAsync(id, TestWait.DefaultLimit);
            }
            catch (StoreException fault) when (fault.IsTransient)
            {
                // Redis has just come back.
            }
        }
    }
}
