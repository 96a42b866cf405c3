using StackExchange.Redis;
using Taskue.ProcessHost;
using Taskue.TestSupport;

namespace Taskue.Proof.Load;

/// <summary>One thing that there is very much of, on a redis-server of its own, in memory: its disk is not what is measured.</summary>
internal abstract class LoadPart
{
    protected const double MegaByte = 1024 * 1024;

    /// <summary>Longer than any of it takes: what is not done then will not be.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public abstract string Name { get; }

    public abstract string Promise { get; }

    /// <summary>How many there are in the full form, and in the short one.</summary>
    public abstract int Full { get; }

    public abstract int Short { get; }

    public async Task RunAsync(bool isShort, LoadNotes notes, CancellationToken stopping)
    {
        await using GaugedServer server = await GaugedServer.StartAsync(new RedisServerOptions { Extra = SlowCalls.Settings });
        await using TaskueClient client = await ConnectAsync(server, stopping);
        await RunAsync(server, client, isShort ? Short : Full, isShort, notes, stopping);
        await SlowCalls.TellAsync(server, notes);
    }

    protected abstract Task RunAsync(GaugedServer server, TaskueClient client, int count, bool isShort, LoadNotes notes, CancellationToken stopping);

    protected static Task<TaskueClient> ConnectAsync(GaugedServer server, CancellationToken stopping) => TaskueClient.ConnectAsync(
        server.ConnectionString, new TaskueOptions { Namespace = "load", RedisTimeout = TimeSpan.FromSeconds(30) }, stopping);

    /// <summary>The measured task: it does nothing.</summary>
    protected static TaskSpec Quick(int number) => TaskSpec.Call(() => SoakTasks.Begin(number));

    /// <summary>A runner in this process that may run the tasks of the load.</summary>
    protected static RunnerOptions Hundred()
    {
        var options = new RunnerOptions { Concurrency = 100, ForwardConsole = false, MonitorInterval = TimeSpan.FromSeconds(1) };
        options.Allow.AddAssemblyOf<BodyRecord>();
        return options;
    }

    protected static async Task<double> MegaBytesAsync(GaugedServer server) => (await server.Gauge.ReadSettledAsync()).Bytes / MegaByte;

    protected static async Task<double> ClientsAsync(GaugedServer server) => double.Parse(
        (await server.Connection.GetServers()[0].InfoAsync("clients")).SelectMany(section => section).First(pair => pair.Key == "connected_clients").Value,
        System.Globalization.CultureInfo.InvariantCulture);
}
