using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Taskue.Store;

namespace Taskue;

/// <summary>The front door: enqueues tasks and workflows, waits for them, reads and deletes them, and speaks to runners.</summary>
/// <remarks>Thread-safe; one instance serves a process. A task starts at least once; its result is accepted exactly once.</remarks>
public sealed partial class TaskueClient : IAsyncDisposable
{
    private readonly RedisLink link;
    private readonly IStore store;
    private readonly KeySpace space;
    private readonly TaskueOptions options;
    private readonly TaskIdSource ids;
    private readonly EndWaiters waiters;
    private readonly Coalescer<NewTask, TaskueException?> enqueuing;
    private readonly Coalescer<string, TaskInfo?> reading;
    private readonly TimeProvider clock;
    private long lastSweep;
    private bool disposed;

    private TaskueClient(RedisLink link, TaskueOptions options, TimeProvider clock)
    {
        this.link = link;
        this.options = options;
        this.clock = clock;
        ids = new TaskIdSource(clock);
        RedisStore redis = link.StoreFor(options.Namespace, ids.SetServerTime);
        store = redis;
        link.OnServerTime(ids.SetServerTime);
        space = redis.Space;
        Logger = options.LoggerFactory?.CreateLogger("Taskue") ?? NullLogger.Instance;
        waiters = new EndWaiters(store, link, redis.Space, clock, Logger);
        link.Reconnected += waiters.OnReconnected;
        enqueuing = new Coalescer<NewTask, TaskueException?>(Limits.Batch / 2, EnqueueBatchAsync, static task => task.Spec.StoredCall.Arguments.Length);
        reading = new Coalescer<string, TaskInfo?>(64, ReadBatchAsync);
    }

    /// <summary>The namespace that this client works in.</summary>
    public string Namespace => options.Namespace;

    /// <summary>How far the server's clock is ahead of this machine's, as far as the client knows. It is learned when the client connects, and again later.</summary>
    /// <value>Negative if this machine's clock is ahead. Zero until the server has been reached, and if it does not tell its time.</value>
    public TimeSpan ServerClockAhead => ids.ServerClockAhead;

    internal ILogger Logger { get; }

    internal IStore Store => store;

    internal RedisLink Link => link;

    internal bool FailsFast => options.FailsFast;

    /// <summary>Connects to Redis, and looks whether this server can be used.</summary>
    /// <param name="connectionString">
    /// A StackExchange.Redis connection string, <c>host:port,password=…,user=…,ssl=true,defaultDatabase=0,serviceName=…</c>, or a URL,
    /// <c>redis://user:password@host:port/0</c> (<c>rediss</c> for TLS).
    /// </param>
    /// <param name="options">Settings; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Stops the connecting.</param>
    /// <returns>A client that owns its connection and closes it when disposed. The namespace is made by its first write.</returns>
    /// <exception cref="ArgumentException">The connection string or an option is wrong; nothing was connected.</exception>
    /// <exception cref="StoreException">Redis cannot be reached, refuses the password, or cannot be used (too old, a replica, evicts keys).</exception>
    public static async Task<TaskueClient> ConnectAsync(
        string connectionString, TaskueOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Checked(options);
        RedisLink link = await RedisLink.ConnectAsync(connectionString, options, look: true, cancellationToken).ConfigureAwait(false);
        return new TaskueClient(link, options, options.Clock);
    }

    /// <summary>Reads a connection string or URL as <see cref="ConnectAsync(string, TaskueOptions?, CancellationToken)"/> does, to complete it in code.</summary>
    /// <param name="connectionString">
    /// A StackExchange.Redis connection string, or a URL: <c>redis://user:password@host:port/database</c>, <c>rediss</c> for TLS, port 6379 if it has none.
    /// User and password of a URL are percent-encoded.
    /// </param>
    /// <returns>The settings, to add a password or certificates to and to give to <c>ConnectAsync</c>.</returns>
    /// <exception cref="ArgumentException">It cannot be read, or names no server. The message does not show a password.</exception>
    public static ConfigurationOptions ParseConnectionString(string connectionString) => ConnectionText.Parse(connectionString);

    /// <summary>Connects with the given options and checks that the server can be used.</summary>
    /// <param name="connection">
    /// Addresses, user, password and the rest, for what a connection string cannot say, as a password with a comma. It is copied; its time
    /// limits and <c>AbortOnConnectFail</c> are set by the client.
    /// </param>
    /// <param name="options">Settings; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Stops the connecting.</param>
    /// <returns>A client that owns its connection and closes it when disposed.</returns>
    /// <exception cref="ArgumentException">No server is named, or an option is wrong; nothing was connected.</exception>
    /// <exception cref="StoreException">Redis cannot be reached, refuses the password, or cannot be used (too old, a replica, evicts keys).</exception>
    public static async Task<TaskueClient> ConnectAsync(
        ConfigurationOptions connection, TaskueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        options = Checked(options);
        RedisLink link = await RedisLink.ConnectAsync(connection, options, look: true, cancellationToken).ConfigureAwait(false);
        return new TaskueClient(link, options, options.Clock);
    }

    /// <summary>Uses a connection that the caller has made, and looks whether its server can be used.</summary>
    /// <param name="connection">The connection; it stays the caller's, and is not closed with the client.</param>
    /// <param name="options">Settings; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    /// <returns>A client on that connection.</returns>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="StoreException">Redis cannot be reached, or cannot be used (too old, a replica, evicts keys).</exception>
    public static async Task<TaskueClient> ConnectAsync(
        IConnectionMultiplexer connection, TaskueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        options = Checked(options);
        RedisLink link = await RedisLink.UseAsync(connection, options, look: true, cancellationToken).ConfigureAwait(false);
        return new TaskueClient(link, options, options.Clock);
    }

    /// <summary>A client of another namespace on the same connection.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <returns>A client that shares this one's connection and must be disposed of before it.</returns>
    [SuppressMessage("Naming", "CA1720", Justification = "The field's word.")]
    public TaskueClient WithNamespace(string @namespace)
    {
        Names.CheckNamespace(@namespace, nameof(@namespace));
        TaskueOptions others = options.Copy();
        others.Namespace = @namespace;
        return new TaskueClient(link.Share(), others, clock);
    }

    /// <summary>Ends every wait of this client, and closes the connection if the client made it.</summary>
    /// <returns>A task that ends when all is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        link.Reconnected -= waiters.OnReconnected;
        await waiters.DisposeAsync().ConfigureAwait(false);
        await link.DisposeAsync().ConfigureAwait(false);
    }

    private static TaskueOptions Checked(TaskueOptions? options)
    {
        options = options?.Copy() ?? new TaskueOptions();
        options.Validate();
        return options;
    }
}
