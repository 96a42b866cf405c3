using System.Globalization;
using StackExchange.Redis;
using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.Proof.Model;

/// <summary>A worker's connections to one server: the product's, as clients and runners have them, and the proof's own.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private static int count;

    private Bench(ServerKind kind, ConnectionMultiplexer connection, BlockingConnection blocking, RawLine raw, RawLine ears)
    {
        Kind = kind;
        Connection = connection;
        Blocking = blocking;
        Raw = raw;
        Ears = ears;
    }

    public ServerKind Kind { get; }

    public ConnectionMultiplexer Connection { get; }

    public BlockingConnection Blocking { get; }

    public RawLine Raw { get; }

    /// <summary>Subscribed to what clients and living runners hear.</summary>
    public RawLine Ears { get; }

    public static async Task<Bench> OpenAsync(ServerKind kind)
    {
        string where = await TestServers.ConnectionStringAsync(kind);
        var settings = ConfigurationOptions.Parse(where);
        settings.AsyncTimeout = (int)TestServers.Patience.TotalMilliseconds;
        ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(settings);
        int port = ((System.Net.IPEndPoint)settings.EndPoints[0]).Port;
        var blocking = new BlockingConnection(new BlockingEndpoint(connection, settings, TestServers.Patience));
        return new Bench(kind, connection, blocking, new RawLine(port, settings.Password), new RawLine(port, settings.Password));
    }

    public static string NewNamespace() => string.Create(CultureInfo.InvariantCulture, $"proof-{Interlocked.Increment(ref count)}");

    public async ValueTask DisposeAsync()
    {
        Blocking.Dispose();
        Raw.Dispose();
        Ears.Dispose();
        await Connection.DisposeAsync();
    }
}
