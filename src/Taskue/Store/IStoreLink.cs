namespace Taskue.Store;

/// <summary>What a runner lives on: the transitions of a namespace, connections for its threads, and its wake-ups.</summary>
internal interface IStoreLink
{
    /// <param name="namespace">The namespace.</param>
    /// <param name="serverTime">Hears the server's clock, Unix milliseconds, with each reply that tells it.</param>
    IStore StoreFor(string @namespace, Action<long>? serverTime);

    /// <summary>A connection for one thread that blocks on it; null where calls go through the multiplexer.</summary>
    /// <param name="limit">How long Redis may be silent during a call; null takes the setting of the link.</param>
    BlockingConnection? Blocking(TimeSpan? limit = null);

    /// <summary>How a runner listens for wake-ups here.</summary>
    Ear Ear => Ear.Channel;

    /// <summary>Listens to the wake-ups of an incarnation; the handler is called on a pool thread.</summary>
    Task ListenAsync(string @namespace, string incarnation, Action wake);

    /// <summary>Listens no more. A connection that is gone took its subscription with it.</summary>
    Task StopListeningAsync(string @namespace, string incarnation);
}
