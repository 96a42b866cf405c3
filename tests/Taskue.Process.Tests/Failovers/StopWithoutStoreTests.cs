using Taskue.TestSupport;

namespace Taskue.RunnerTests.Failovers;

/// <summary>A stop while Redis is gone. Every wait for Redis would take five minutes here, so a stop that ends at all has not waited for it.</summary>
public sealed class StopWithoutStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string ns = "s-" + TaskId.New();
    private readonly LogSink log = new();
    private RedisServerProcess server = null!;
    private TaskueClient client = null!;

    private Door Door => Door.Of(ns);

    public async ValueTask InitializeAsync()
    {
        server = await RedisServerProcess.StartAsync();
        client = await TaskueClient.ConnectAsync(server.ConnectionString, new TaskueOptions { Namespace = ns });
    }

    public async ValueTask DisposeAsync()
    {
        Door.Open();
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_runner_that_holds_nothing_stops_at_once(bool frozen)
    {
        TaskueRunner runner = await StartAsync(TimeSpan.FromHours(1));
        await (frozen ? server.FreezeAsync() : server.KillAsync());

        await runner.StopAsync().WaitAsync(Patience);
        await runner.Completion.WaitAsync(Patience);
        await runner.DisposeAsync().AsTask().WaitAsync(Patience);
        await (frozen ? server.ThawAsync() : Task.CompletedTask);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_runner_that_holds_tasks_stops_when_its_grace_is_over(bool frozen)
    {
        TaskueRunner runner = await StartAsync(TimeSpan.FromSeconds(1));
        await client.EnqueueAsync(() => Bodies.PassDeaf(ns, null!));
        await Wait.Eventually(() => Door.Entered == 1, "it runs");
        await (frozen ? server.FreezeAsync() : server.KillAsync());

        Task stop = runner.StopAsync();
        await stop.WaitAsync(Patience);
        Assert.Equal(1, log.Count(1103));
        await runner.DisposeAsync().AsTask().WaitAsync(Patience);
        await (frozen ? server.ThawAsync() : Task.CompletedTask);
    }

    private async Task<TaskueRunner> StartAsync(TimeSpan grace)
    {
        var runner = new TaskueRunner(server.ConnectionString, new RunnerOptions { StopGrace = grace, LoggerFactory = log },
            new TaskueOptions { Namespace = ns, RedisTimeout = TimeSpan.FromMinutes(5) });
        await runner.StartAsync().WaitAsync(Patience);
        return runner;
    }
}
