using StackExchange.Redis;

namespace Taskue.TestSupport;

/// <summary>A redis-server on loopback with a plain connection beside Taskue's, to measure limits and to read the server's own counters.</summary>
internal sealed class GaugedServer : IAsyncDisposable
{
    private GaugedServer(RedisServerProcess process, ConnectionMultiplexer connection)
    {
        Process = process;
        Connection = connection;
        Gauge = new ServerGauge(connection.GetServers()[0]);
    }

    public RedisServerProcess Process { get; }

    public ConnectionMultiplexer Connection { get; }

    public IDatabase Database => Connection.GetDatabase();

    public ServerGauge Gauge { get; }

    public string ConnectionString => Process.ConnectionString;

    public static async Task<GaugedServer> StartAsync(RedisServerOptions? options = null)
    {
        RedisServerProcess process = await RedisServerProcess.StartAsync(options);
        ConfigurationOptions settings = ConfigurationOptions.Parse(process.ConnectionString);
        settings.AllowAdmin = true;
        return new GaugedServer(process, await ConnectionMultiplexer.ConnectAsync(settings));
    }

    public Task<TaskueClient> ConnectAsync() => TaskueClient.ConnectAsync(ConnectionString);

    /// <summary>Loads a script and gives its hash, as EVALSHA takes it.</summary>
    public async Task<string> ScriptAsync(string script) => Convert.ToHexStringLower(await Connection.GetServers()[0].ScriptLoadAsync(script));

    /// <summary>Empties the server, and waits until the memory is free.</summary>
    public async Task FlushAsync()
    {
        await Database.ExecuteAsync("FLUSHALL", "SYNC");
        await Gauge.ReadSettledAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await Process.DisposeAsync();
    }
}
