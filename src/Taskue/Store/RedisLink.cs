using System.Diagnostics;
using System.Net;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>A connection to Redis that was looked at before use; shared by the clients and runners made from it.</summary>
internal sealed class RedisLink : IStoreLink, IStoreServer, IAsyncDisposable
{
    /// <summary>How often the multiplexer asks each of several servers whether it is the master.</summary>
    private const int RolesEverySeconds = 1;

    /// <summary>The first version with sharded channels.</summary>
    private static readonly Version FirstSharded = new(7, 0);

    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ConnectAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly IConnectionMultiplexer connection;
    private readonly bool owned;
    private readonly TaskueOptions options;
    private readonly BlockingEndpoint blocking;
    private readonly ServerLook? look;
    private int looking;

    private RedisLink(IConnectionMultiplexer connection, bool owned, TaskueOptions options, BlockingEndpoint blocking, ServerLook? look)
    {
        this.look = look;
        this.connection = connection;
        this.owned = owned;
        this.options = options;
        this.blocking = blocking;
        connection.ConnectionRestored += OnRestored;
        connection.ConfigurationChanged += OnChanged;
    }

    /// <summary>The connection was lost and is back: what was sent before may have been lost, or done without its answer being heard.</summary>
    public event Action? Reconnected;

    public IDatabase Database => connection.GetDatabase();

    public ISubscriber Subscriber => connection.GetSubscriber();

    public TimeSpan Patience => options.RedisTimeout;

    public bool IsReady => look is null || look.IsDone;

    public Task ReadyAsync() => look?.EnsureAsync() ?? Task.CompletedTask;

    /// <remarks>The multiplexer does so itself only once in <see cref="ConfigurationOptions.ConfigCheckSeconds"/>, and not because a call was refused.</remarks>
    public void LookAgain(StoreException fault)
    {
        if (fault.Code == ErrorCodes.StoreUnavailable && fault.IsTransient && Interlocked.Exchange(ref looking, 1) == 0)
        {
            _ = LookAsync();
        }

        async Task LookAsync()
        {
            try
            {
                await ReadRolesAsync(connection, options.Namespace).ConfigureAwait(false);
            }
            finally
            {
                Volatile.Write(ref looking, 0);
            }
        }
    }

    /// <param name="connectionString">Where, and with what.</param>
    /// <param name="options">The client's settings.</param>
    /// <param name="look">Whether to refuse a server that cannot be used; who checks one must be let in.</param>
    /// <param name="cancellationToken">Stops the connecting.</param>
    public static Task<RedisLink> ConnectAsync(string connectionString, TaskueOptions options, bool look, CancellationToken cancellationToken) =>
        ConnectAsync(ConnectionText.Parse(connectionString), options, look, cancellationToken);

    public static async Task<RedisLink> ConnectAsync(ConfigurationOptions settings, TaskueOptions options, bool look, CancellationToken cancellationToken)
    {
        settings = Prepared(settings, options);
        IConnectionMultiplexer connection;
        while (true)
        {
            try
            {
                connection = await ConnectionMultiplexer.ConnectAsync(settings).WaitAsync(cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (RedisConnectionException fault)
            {
                StoreException known = Unconnected(fault, settings);
                if (!known.IsTransient || options.FailsFast)
                {
                    throw known;
                }

                // The client library waits for a server in the background, and not for a Sentinel.
                ClientLog.Waits(LoggerOf(options), known.Message);
                await Task.Delay(ConnectAgain, cancellationToken).ConfigureAwait(false);
            }
        }

        return await LookedAtAsync(connection, owned: true, settings, options, look).ConfigureAwait(false);
    }

    public static async Task<RedisLink> UseAsync(IConnectionMultiplexer connection, TaskueOptions options, bool look, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ConfigurationOptions settings = ConfigurationOptions.Parse(connection.Configuration, ignoreUnknown: true);
        return await LookedAtAsync(connection, owned: false, settings, options, look).ConfigureAwait(false);
    }

    /// <summary>A connection for one thread that blocks on it; null on a cluster, whose calls the multiplexer routes.</summary>
    /// <param name="limit">How long Redis may be silent during a call, where that is less than <see cref="TaskueOptions.RedisTimeout"/>.</param>
    public BlockingConnection? Blocking(TimeSpan? limit = null) => IsCluster ? null : new BlockingConnection(blocking, limit);

    public Ear Ear => !IsCluster ? Ear.Channel
        : connection.GetServers().Where(server => server.IsConnected).All(server => server.Version >= FirstSharded) ? Ear.Sharded : Ear.Uncounted;

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

    public RedisLink Share() => new(connection, owned: false, options, blocking, look);

    /// <summary>Tells the server's time, Unix milliseconds, at once or when the server was looked at.</summary>
    public void OnServerTime(Action<long> hear) => look?.OnTime(hear);

    public RedisStore StoreFor(string @namespace, Action<long>? serverTime) =>
        new(Database, options.KeyPrefix, @namespace, serverTime, options.Scripts, server: this);

    IStore IStoreLink.StoreFor(string @namespace, Action<long>? serverTime) => StoreFor(@namespace, serverTime);

    public Task ListenAsync(string @namespace, string incarnation, Action<string> wake) =>
        SubscribeAsync(Wake(@namespace, incarnation), message => wake((string?)message ?? ""), @namespace);

    public Task StopListeningAsync(string @namespace, string incarnation) => UnsubscribeAsync(Wake(@namespace, incarnation), @namespace);

    public async ValueTask DisposeAsync()
    {
        connection.ConnectionRestored -= OnRestored;
        connection.ConfigurationChanged -= OnChanged;
        if (!owned)
        {
            return;
        }

        try
        {
            await connection.DisposeAsync().AsTask().WaitAsync(ClosePatience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It waits for answers that do not come, and closes without them.
        }
    }

    private bool IsCluster => connection.GetServers().Any(server => server.ServerType == ServerType.Cluster);

    private RedisChannel Wake(string @namespace, string incarnation) => StoreFor(@namespace, null).Space.Wake(incarnation);

    private static ConfigurationOptions Prepared(ConfigurationOptions settings, TaskueOptions options)
    {
        if (settings.EndPoints.Count == 0)
        {
            throw new ArgumentException("The connection names no server: EndPoints is empty.", nameof(settings));
        }

        if (settings.DefaultDatabase is < -1)
        {
            throw new ArgumentException($"defaultDatabase must be 0 or more, but is {settings.DefaultDatabase}.", nameof(settings));
        }

        settings = settings.Clone();
        settings.AbortOnConnectFail = options.FailsFast;
        settings.ConnectRetry = options.FailsFast ? settings.ConnectRetry : 1; // what comes later is tried without end
        if (settings.EndPoints.Count > 1 || settings.ServiceName is { Length: > 0 })
        {
            settings.ConfigCheckSeconds = Math.Min(settings.ConfigCheckSeconds, RolesEverySeconds);
        }

        settings.ClientName ??= "taskue";
        settings.AsyncTimeout = settings.SyncTimeout = (int)options.RedisTimeout.TotalMilliseconds;
        return settings;
    }

    private static async Task<RedisLink> LookedAtAsync(IConnectionMultiplexer connection, bool owned, ConfigurationOptions settings, TaskueOptions options, bool look)
    {
        var endpoint = new BlockingEndpoint(connection, settings, options.RedisTimeout);
        bool several = settings.EndPoints.Count > 1 || settings.ServiceName is { Length: > 0 };
        ServerLook? first = look ? new ServerLook(() => LookAsync(connection, endpoint, options, several)) : null;
        var link = new RedisLink(connection, owned, options, endpoint, first);
        try
        {
            await link.ReadyAsync().ConfigureAwait(false);
        }
        catch (StoreException fault) when (fault.IsTransient && !options.FailsFast)
        {
            ClientLog.Waits(LoggerOf(options), fault.Message);
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return link;
    }

    private static async Task<long?> LookAsync(IConnectionMultiplexer connection, BlockingEndpoint endpoint, TaskueOptions options, bool several)
    {
        if (!connection.IsConnected && !options.FailsFast)
        {
            // It would wait for a connection, and say no more than that there is none.
            using var direct = new BlockingConnection(endpoint);
            direct.Check(options.Namespace);
        }

        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await ServerCheck.RunAsync(connection.GetDatabase(), options.Namespace, several).ConfigureAwait(false);
            }
            catch (StoreException fault) when (several && fault.IsElsewhere && Stopwatch.GetElapsedTime(began) < options.RedisTimeout)
            {
                // The servers are changing places: their roles are read again.
                await ReadRolesAsync(connection, options.Namespace).ConfigureAwait(false);
                await Task.Delay(LookPause).ConfigureAwait(false);
            }
        }
    }

    private static StoreException Unconnected(RedisConnectionException fault, ConfigurationOptions settings) => IsRefusal(fault)
        ? StoreFault.Refused(fault)
        : new StoreException(ErrorCodes.StoreUnavailable,
            $"Redis cannot be reached at {string.Join(", ", settings.EndPoints.Select(point => point is DnsEndPoint name ? $"{name.Host}:{name.Port}" : point.ToString()))}."
            + (Certificate(fault) is { } tls ? $" TLS does not come about: {tls.Message} Does this machine trust the server's certificate, and is it for this name (sslHost=...)?"
                : " Is it running, and are host, port and TLS (ssl=true) right?"), fault)
        { IsTransient = true };

    private static async Task ReadRolesAsync(IConnectionMultiplexer connection, string @namespace)
    {
        try
        {
            await connection.ConfigureAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (StoreFault.Of(fault, "configure", @namespace) is not null)
        {
            // No server can be reached: the next failed call has them read again.
        }
    }

    private static ILogger LoggerOf(TaskueOptions options) => options.LoggerFactory?.CreateLogger("Taskue") ?? NullLogger.Instance;

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

    private void OnChanged(object? sender, EndPointEventArgs changed) => blocking.Changed();

    private void OnRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        if (restored.ConnectionType is ConnectionType.Interactive or ConnectionType.Subscription)
        {
            Reconnected?.Invoke();
        }
    }
}
