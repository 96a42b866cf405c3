using System.Collections.Concurrent;
using Taskue.RunnerTests;
using Taskue.TestSupport;

namespace Taskue.LinkTests;

/// <summary>A test with a namespace of its own on the shared redis-server, a client that reaches it, and others that reach it through links with faults.</summary>
public abstract class LinkTest : IAsyncLifetime
{
    /// <summary>How long one call may take on a link, so that what is lost is missed soon.</summary>
    private protected static readonly TimeSpan CallLimit = TimeSpan.FromMilliseconds(700);

    /// <summary>What takes longer hangs.</summary>
    private protected static readonly TimeSpan Patience = Wait.DefaultLimit;

    private readonly ConcurrentStack<Func<ValueTask>> opened = new();
    private int port;

    /// <summary>Each fault in each direction.</summary>
    public static TheoryData<string> Faults { get; } = [.. LinkFault.Every.Select(fault => fault.Drawn(new Random(7)).ToString())];

    private protected string Namespace { get; } = "k-" + TaskId.New();

    private protected Door Door => Door.Of(Namespace);

    private protected LogSink Log { get; } = new();

    /// <summary>Past all links.</summary>
    private protected TaskueClient Direct { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        port = (await TestServers.RedisAsync()).Port;
        Direct = await ConnectAsync(port, TestServers.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        Door.Open();
        while (opened.TryPop(out Func<ValueTask>? close))
        {
            await close().AsTask().WaitAsync(Patience);
        }

        GC.SuppressFinalize(this);
    }

    private protected LinkProxy Link()
    {
        var link = new LinkProxy(port);
        opened.Push(() =>
        {
            link.Dispose();
            return ValueTask.CompletedTask;
        });
        return link;
    }

    private protected Task<TaskueClient> ConnectAsync(LinkProxy link) => ConnectAsync(link.Port, CallLimit);

    /// <summary>Runs on a connection of its own through the link.</summary>
    private protected async Task<TaskueRunner> StartAsync(LinkProxy link, Action<RunnerOptions>? set = null, TimeSpan? callLimit = null)
    {
        var options = new RunnerOptions
        {
            Name = "linked",
            Concurrency = 5,
            HeartbeatInterval = TimeSpan.FromMilliseconds(500),
            HeartbeatExpiry = TimeSpan.FromSeconds(20),
            MonitorInterval = TimeSpan.FromMilliseconds(300),
            PollInterval = TimeSpan.FromMilliseconds(300),
            LoggerFactory = Log,
        };
        set?.Invoke(options);
        var runner = new TaskueRunner(await ConnectAsync(link.Port, callLimit ?? CallLimit), options);
        opened.Push(async () =>
        {
            await runner.StopAsync(new CancellationToken(canceled: true));
            await runner.DisposeAsync();
        });
        await runner.StartAsync().WaitAsync(Patience);
        return runner;
    }

    private async Task<TaskueClient> ConnectAsync(int at, TimeSpan callLimit)
    {
        TaskueClient client = await TaskueClient.ConnectAsync($"127.0.0.1:{at}", new TaskueOptions { Namespace = Namespace, RedisTimeout = callLimit });
        opened.Push(client.DisposeAsync);
        return client;
    }
}
