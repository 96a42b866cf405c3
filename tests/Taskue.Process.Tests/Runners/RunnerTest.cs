using StackExchange.Redis;
using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.RunnerTests;

/// <summary>A test with a namespace of its own on the shared redis-server, and runners with short settings.</summary>
public abstract class RunnerTest : IAsyncLifetime
{
    private readonly List<TaskueRunner> runners = [];

    private protected string Namespace { get; } = "t-" + TaskId.New();

    /// <summary>The test's door has the namespace's name.</summary>
    private protected Door Door => Door.Of(Namespace);

    private protected LogSink Log { get; } = new();

    private protected TaskueClient Client { get; private set; } = null!;

    private protected string Redis { get; private set; } = "";

    private protected static readonly TimeSpan Patience = Wait.DefaultLimit;

    public virtual async ValueTask InitializeAsync()
    {
        Redis = await TestServers.ConnectionStringAsync(ServerKind.Redis);
        Client = await TaskueClient.ConnectAsync(Redis, new TaskueOptions { Namespace = Namespace, RedisTimeout = TestServers.Patience });
    }

    public virtual async ValueTask DisposeAsync()
    {
        Door.Open();
        foreach (TaskueRunner runner in runners)
        {
            try
            {
                await runner.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);
                await runner.DisposeAsync();
            }
            catch (ObjectDisposedException)
            {
                // The test has disposed of it.
            }
        }

        await Client.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected RunnerOptions Quick(Action<RunnerOptions>? set = null)
    {
        var options = new RunnerOptions
        {
            HeartbeatInterval = TimeSpan.FromMilliseconds(200),
            HeartbeatExpiry = TimeSpan.FromSeconds(5),
            MonitorInterval = TimeSpan.FromMilliseconds(200),
            PollInterval = TimeSpan.FromMilliseconds(200),
            TimeoutGrace = TimeSpan.FromMilliseconds(300),
            StalledAfter = TimeSpan.FromSeconds(5),
            LoggerFactory = Log,
        };
        set?.Invoke(options);
        return options;
    }

    private protected TaskueRunner Make(Action<RunnerOptions>? set = null)
    {
        var runner = new TaskueRunner(Client, Quick(set));
        runners.Add(runner);
        return runner;
    }

    private protected async Task<TaskueRunner> StartAsync(Action<RunnerOptions>? set = null)
    {
        TaskueRunner runner = Make(set);
        await runner.StartAsync().WaitAsync(Patience);
        return runner;
    }

    private protected async Task<RunnerInfo> InfoAsync(string name) =>
        (await Client.ListRunnersAsync()).First(runner => runner.Name == name);

    private protected Task StateAsync(string runner, RunnerState state) =>
        Wait.Eventually(async () => (await InfoAsync(runner)).State == state, $"runner {runner} is {state}");

    private protected Task EnteredAsync(int count) =>
        Wait.Eventually(() => Door.Entered >= count, $"{count} tasks have begun");

    /// <summary>A store whose clock is ahead of the server's.</summary>
    private protected RedisStore StoreAhead(TimeSpan ahead) => new(Client.Link.Database, "taskue", Namespace,
        now: () => (TimeProvider.System.GetUtcNow() + ahead).ToUnixTimeMilliseconds());

    /// <summary>Has a runner declared dead although it lives: as a minute without a heartbeat would.</summary>
    private protected async Task BuryAsync(string runner)
    {
        string incarnation = (string)(await Client.Link.Database.HashGetAsync(new KeySpace("taskue", Namespace).Key("holders"), runner))!;
        RunnerInfo info = await InfoAsync(runner);
        RecoverReply reply;
        do
        {
            // A period of a day: nobody's silence opens a grace.
            reply = await StoreAhead(TimeSpan.FromMinutes(1)).RecoverAsync(new LostRunner(incarnation, [.. info.Queues]), TimeSpan.FromDays(1), TimeSpan.FromSeconds(1), 3);
            Assert.NotEqual(RecoverReply.Alive, reply);
        }
        while (reply == RecoverReply.More);
    }

    private protected static TaskSpec Stored(string method, string arguments) =>
        new(new StoredCall(method, System.Text.Encoding.UTF8.GetBytes(arguments)));
}
