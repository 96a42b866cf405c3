using System.Globalization;
using Taskue.ProcessHost;
using Taskue.TestSupport;

namespace Taskue.ProcessTests;

/// <summary>A test with a redis-server, a folder of records and runner processes of its own.</summary>
public abstract class ProcessTest : IAsyncLifetime
{
    private readonly List<ChildProcess> hosts = [];

    private protected string Namespace { get; } = "p-" + TaskId.New();

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("taskue-records-").FullName;

    private protected RedisServerProcess Server { get; private set; } = null!;

    private protected TaskueClient Client { get; private set; } = null!;

    private protected virtual RedisServerOptions ServerOptions => new();

    /// <summary>Short settings: a death is found in three seconds at most.</summary>
    private protected static readonly string[] Quick = ["interval=500", "expiry=2000", "monitor=500", "poll=500"];

    public virtual async ValueTask InitializeAsync()
    {
        Server = await RedisServerProcess.StartAsync(ServerOptions);
        Client = await TaskueClient.ConnectAsync(Server.ConnectionString, new TaskueOptions { Namespace = Namespace });
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (ChildProcess host in hosts)
        {
            await host.DisposeAsync();
        }

        await Client.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Today's host.</summary>
    private protected static string Host { get; } = Path.Combine(AppContext.BaseDirectory, "Taskue.Process.Host.dll");

    /// <summary>Starts a runner process, and does not wait for it.</summary>
    private protected ChildProcess Launch(string name, params string[] settings) => LaunchOf(Host, [$"name={name}", .. settings]);

    /// <summary>Starts a process of a host, and does not wait for it.</summary>
    private protected ChildProcess LaunchOf(string program, params string[] settings)
    {
        ChildProcess host = ChildProcess.StartDotnet(program,
            [$"redis={Server.ConnectionString}", $"namespace={Namespace}", $"records={Folder}", .. settings],
            new Dictionary<string, string?> { ["DOTNET_DbgEnableMiniDump"] = "0" });
        hosts.Add(host);
        return host;
    }

    private protected async Task<ChildProcess> StartAsync(string name, params string[] settings)
    {
        ChildProcess host = Launch(name, settings);
        await StartedAsync(host);
        return host;
    }

    private protected static Task StartedAsync(ChildProcess host) =>
        host.WaitForLineAsync(line => line.StartsWith("started ", StringComparison.Ordinal), what: "that it has started");

    private protected static int Logged(ChildProcess host, int id) =>
        host.Lines.Count(line => line.Text.StartsWith(string.Create(CultureInfo.InvariantCulture, $"log {id} "), StringComparison.Ordinal));

    private protected static Task LoggedAsync(ChildProcess host, int id, TimeSpan? limit = null) => host.WaitForLineAsync(
        line => line.StartsWith(string.Create(CultureInfo.InvariantCulture, $"log {id} "), StringComparison.Ordinal), limit, $"log record {id}");

    private protected IReadOnlyList<BodyRecord> Recorded() => Records.Read(Folder);

    private protected int Starts(string? id = null) => Recorded().Count(record => record.What == "start" && (id is null || record.TaskId == id));

    private protected Task StartsAsync(int count, string? id = null, TimeSpan? limit = null) =>
        Wait.Eventually(() => Starts(id) >= count, $"{count} starts of bodies are recorded", limit);

    /// <summary>Lets out the tasks that wait for this sign.</summary>
    private protected void Give(string sign) => File.WriteAllText(Path.Combine(Folder, sign), "");

    private protected async Task<IReadOnlyList<TaskInfo>> GetAsync(IReadOnlyList<string> ids)
    {
        var all = new List<TaskInfo>(ids.Count);
        foreach (string[] some in ids.Chunk(500))
        {
            all.AddRange(await Client.Store.GetAsync(some, full: true));
        }

        return all;
    }
}
