using System.Net;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>A connection to Redis that was looked at before use; shared by the clients and runners made from it.</summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private readonly IConnectionMultiplexer connection;
    private readonly bool owned;
    private readonly TaskueOptions options;

    private RedisLink(IConnectionMultiplexer connection, bool owned, TaskueOptions options)
    {
        this.connection = connection;
        this.owned = owned;
        this.options = options;
        connection.ConnectionRestored += OnRestored;
    }

    /// <summary>The connection was lost and is back: what was sent before may have been lost, or done without its answer being heard.</summary>
    public event Action? Reconnected;

    public IDatabase Database => connection.GetDatabase();

    public ISubscriber Subscriber => connection.GetSubscriber();

    public static async Task<RedisLink> ConnectAsync(string connectionString, TaskueOptions options, CancellationToken cancellationToken)
    {
        ConfigurationOptions settings = Parse(connectionString, options);
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
                    + " Is it running, and are host, port and TLS (ssl=true) right?", fault)
                { IsTransient = true };
        }

        return await LookAtAsync(connection, owned: true, options).ConfigureAwait(false);
    }

    public static Task<RedisLink> UseAsync(IConnectionMultiplexer connection, TaskueOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return LookAtAsync(connection, owned: false, options);
    }

    /// <summary>A connection for one thread that blocks on it; null on a cluster, whose calls the multiplexer routes.</summary>
    public BlockingConnection? Blocking() => connection.GetServers().Any(server => server.ServerType == ServerType.Cluster)
        ? null : new BlockingConnection(new BlockingEndpoint(connection, options.RedisTimeout));

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

    public RedisLink Share() => new(connection, owned: false, options);

    public RedisStore StoreFor(string @namespace, Action<long>? serverTime) =>
        new(Database, options.KeyPrefix, @namespace, serverTime);

    public async ValueTask DisposeAsync()
    {
        connection.ConnectionRestored -= OnRestored;
        if (owned)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static ConfigurationOptions Parse(string connectionString, TaskueOptions options)
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

        if (settings.EndPoints.Count == 0)
        {
            throw new ArgumentException("The connection string names no server. It should look like 'localhost:6379,password=...'.", nameof(connectionString));
        }

        settings.AbortOnConnectFail = true;
        settings.ClientName ??= "taskue";
        settings.AsyncTimeout = settings.SyncTimeout = (int)options.RedisTimeout.TotalMilliseconds;
        return settings;
    }

    private static async Task<RedisLink> LookAtAsync(IConnectionMultiplexer connection, bool owned, TaskueOptions options)
    {
        try
        {
            await ServerCheck.RunAsync(connection.GetDatabase(), options.Namespace).ConfigureAwait(false);
            return new RedisLink(connection, owned, options);
        }
        catch
        {
            if (owned)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    private static bool IsRefusal(RedisConnectionException fault)
    {
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
