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

    /// <summary>Listens to the wake-ups of an incarnation; the handler is called on a pool thread, with what it was told: see <see cref="WakeUp"/>.</summary>
    Task ListenAsync(string @namespace, string incarnation, Action<string> wake);

    /// <summary>Listens no more. A connection that is gone took its subscription with it.</summary>
    Task StopListeningAsync(string @namespace, string incarnation);
}

/// <summary>What a runner's channel says. Whatever it is, the runner calls; most messages say no more.</summary>
internal static class WakeUp
{
    private const string Held = "held:";

    /// <summary>The queue whose first task is held, and may be one for this runner; null where the message is about something else.</summary>
    public static string? QueueWithHeld(string message) => message.StartsWith(Held, StringComparison.Ordinal) ? message[Held.Length..] : null;
}
