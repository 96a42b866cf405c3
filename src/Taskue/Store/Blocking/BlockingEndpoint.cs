using System.Net;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>Where a runner's blocking connections go: the master that the multiplexer knows, with its settings.</summary>
internal sealed class BlockingEndpoint(IConnectionMultiplexer connection, TimeSpan timeout)
{
    private EndPoint? last;

    public ConfigurationOptions Settings { get; } = ConfigurationOptions.Parse(connection.Configuration, ignoreUnknown: true);

    public TimeSpan Timeout { get; } = timeout;

    public int Database { get; } = connection.GetDatabase().Database;

    /// <summary>The connected master; while none is connected, the one before.</summary>
    public EndPoint Find()
    {
        IServer[] servers = connection.GetServers();
        IServer? master = Array.Find(servers, server => server is { IsConnected: true, IsReplica: false });
        last = master?.EndPoint ?? last ?? servers[0].EndPoint;
        return last;
    }
}
