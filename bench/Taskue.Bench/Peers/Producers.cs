namespace Taskue.Bench;

/// <summary>The producers of a condition, each started when it is first needed and kept: as in a service, they are warm.</summary>
internal sealed class Producers(int port) : IAsyncDisposable
{
    private readonly Dictionary<string, Producer> started = [];

    public async Task<Producer> OfAsync(Peer peer)
    {
        if (!started.TryGetValue(peer.Key, out Producer? producer))
        {
            started[peer.Key] = producer = await Producer.StartAsync(peer, port);
        }

        return producer;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Producer producer in started.Values)
        {
            await producer.DisposeAsync();
        }
    }
}
