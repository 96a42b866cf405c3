using System.Net;
using System.Security.Authentication;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>A connection to Redis that was looked at before use; shared by the clients and runners made from it.</summary>
internal sealed class RedisLink : IStoreLink, IAsyncDisposable
{
    private readonly IConnectionMultiplexer connection;
    private readonly bool owned;
    private readonly TaskueOptions options;
    private readonly BlockingEndpoint blocking;

    private RedisLink(IConnectionMultiplexer connection, bool owned, TaskueOptions options, BlockingEndpoint blocking)
    {
        this.connection = connection;
        this.owned = owned;
        this.options = options;
        this.blocking = blocking;
        connection.ConnectionRestored += OnRestored;
    }

    /// <summary>The connection was lost and is back: what was sent before may have been lost, or done without its answer being heard.</summary>
    public event Action? Reconnected;

    public IDatabase Database => connection.GetDatabase();

    public ISubscriber Subscriber => connection.GetSubscriber();

    /// <param name="connectionString">Where, and with what.</param>
    /// <param name="options">The client's settings.</param>
    /// <param name="look">Whether to refuse a server that cannot be used; who checks one must be let in.</param>
    /// <param name="cancellationToken">Stops the connecting.</param>
    public static Task<RedisLink> ConnectAsync(string connectionString, TaskueOptions options, bool look, CancellationToken cancellationToken) =>
        ConnectAsync(Parse(connectionString), options, look, cancellationToken);

    public static async Task<RedisLink> ConnectAsync(ConfigurationOptions settings, TaskueOptions options, bool look, CancellationToken cancellationToken)
    {
        settings = Prepared(settings, options);
        IConnectionMultiplexer connection;
        try
        {
            connection = await ConnectionMultiplexer.ConnectAsync(settings).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisConnectionException fault)
        {
            throw IsRefusal(fault)
                ? StoreFault.Refused(fault)
                : new StoreException(ErrorCodes.StoreUnavailable,
                    $"Redis cannot be reached at {string.Join(", ", settings.EndPoints.Select(point => point is DnsEndPoint name ? $"{name.Host}:{name.Port}" : point.ToString()))}."
                    + (Certificate(fault) is { } tls ? $" TLS does not come about: {tls.Message} Does this machine trust the server's certificate, and is it for this name (sslHost=...)?"
                        : " Is it running, and are host, port and TLS (ssl=true) right?"), fault)
                { IsTransient = true };
        }

        var link = new RedisLink(connection, owned: true, options, new BlockingEndpoint(connection, settings, options.RedisTimeout));
        return look ? await LookAtAsync(link).ConfigureAwait(false) : link;
    }

    public static async Task<RedisLink> UseAsync(IConnectionMultiplexer connection, TaskueOptions options, bool look, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ConfigurationOptions settings = ConfigurationOptions.Parse(connection.Configuration, ignoreUnknown: true);
        var link = new RedisLink(connection, owned: false, options, new BlockingEndpoint(connection, settings, options.RedisTimeout));
        return look ? await LookAtAsync(link).ConfigureAwait(false) : link;
    }

    /// <summary>A connection for one thread that blocks on it; null on a cluster, whose calls the multiplexer routes.</summary>
    /// <param name="limit">How long Redis may be silent during a call, where that is less than <see cref="TaskueOptions.RedisTimeout"/>.</param>
    public BlockingConnection? Blocking(TimeSpan? limit = null) => connection.GetServers().Any(server => server.ServerType == ServerType.Cluster)
        ? null : new BlockingConnection(blocking, limit);

    /// <summary>Listens to a channel; the handler is called on a pool thread.</summary>
    public async Task SubscribeAsync(RedisChannel channel, Action<RedisValue> handler, string @namespace)
    {
        try
        {
            await Subscriber.SubscribeAsync(channel, (_, message) => handler(message)).ConfigureAwait(false);
        }
        catch (Exception fault) when (StoreFault.Of(fault, "subscribe", @namespace) is { } known)
        {
            throw known;
        }
    }

    /// <summary>Listens to a channel apart from others who listen to it.</summary>
    public async Task<ChannelMessageQueue> SubscribeAsync(RedisChannel channel, string @namespace)
    {
        try
        {
            return await Subscriber.SubscribeAsync(channel).ConfigureAwait(false);
        }
        catch (Exception fault) when (StoreFault.Of(fault, "subscribe", @namespace) is { } known)
        {
            throw known;
        }
    }

    /// <summary>Listens no more. Where Redis cannot be told, the subscription goes with the connection.</summary>
    public async Task UnsubscribeAsync(RedisChannel channel, string @namespace)
    {
        try
        {
            await Subscriber.UnsubscribeAsync(channel).ConfigureAwait(false);
        }
        catch (Exception fault) when (StoreFault.Of(fault, "unsubscribe", @namespace) is not null)
        {
            // Nothing is lost: messages are told to nobody.
        }
    }

    public RedisLink Share() => new(connection, owned: false, options, blocking);

    public RedisStore StoreFor(string @namespace, Action<long>? serverTime) =>
        new(Database, options.KeyPrefix, @namespace, serverTime, options.Scripts);

    IStore IStoreLink.StoreFor(string @namespace, Action<long>? serverTime) => StoreFor(@namespace, serverTime);

    public Task ListenAsync(string @namespace, string incarnation, Action wake) =>
        SubscribeAsync(Wake(@namespace, incarnation), _ => wake(), @namespace);

    public Task StopListeningAsync(string @namespace, string incarnation) => UnsubscribeAsync(Wake(@namespace, incarnation), @namespace);

    public async ValueTask DisposeAsync()
    {
        connection.ConnectionRestored -= OnRestored;
        if (owned)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private RedisChannel Wake(string @namespace, string incarnation) => StoreFor(@namespace, null).Space.Wake(incarnation);

    private static ConfigurationOptions Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        ConfigurationOptions settings;
        try
        {
            settings = ConfigurationOptions.Parse(connectionString);
        }
        catch (ArgumentException fault)
        {
            throw new ArgumentException($"The connection string cannot be read: {fault.Message} It should look like 'localhost:6379,password=...'.", nameof(connectionString), fault);
        }

        return settings.EndPoints.Count > 0
            ? settings
            : throw new ArgumentException("The connection string names no server. It should look like 'localhost:6379,password=...'.", nameof(connectionString));
    }

    private static ConfigurationOptions Prepared(ConfigurationOptions settings, TaskueOptions options)
    {
        if (settings.EndPoints.Count == 0)
        {
            throw new ArgumentException("The connection names no server: EndPoints is empty.", nameof(settings));
        }

        settings = settings.Clone();
        settings.AbortOnConnectFail = true;
        settings.ClientName ??= "taskue";
        settings.AsyncTimeout = settings.SyncTimeout = (int)options.RedisTimeout.TotalMilliseconds;
        return settings;
    }

    private static async Task<RedisLink> LookAtAsync(RedisLink link)
    {
        try
        {
            await ServerCheck.RunAsync(link.Database, link.options.Namespace).ConfigureAwait(false);
            return link;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A TLS handshake that failed, which the client library calls a failed authentication, as it does a wrong password.</summary>
    private static AuthenticationException? Certificate(Exception fault)
    {
        for (Exception? inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException handshake)
            {
                return handshake;
            }
        }

        return null;
    }

    private static bool IsRefusal(RedisConnectionException fault)
    {
        if (Certificate(fault) is not null)
        {
            return false;
        }

        for (Exception? inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
                || inner.Message.Contains("WRONGPASS", StringComparison.Ordinal) || inner.Message.Contains("NOAUTH", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        if (restored.ConnectionType is ConnectionType.Interactive or ConnectionType.Subscription)
        {
            Reconnected?.Invoke();
        }
    }
}
