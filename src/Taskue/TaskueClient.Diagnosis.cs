using StackExchange.Redis;
using Taskue.Store;

namespace Taskue;

public sealed partial class TaskueClient
{
    /// <summary>Says why a task or workflow does not run: the first reason that is true, with its numbers and the next step.</summary>
    /// <param name="id">The whole id of a task or workflow.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The reason. What is not stored is explained, too: <see cref="Explanation.Code"/> is then <c>not_found</c>.</returns>
    /// <exception cref="ArgumentException">The id is malformed.</exception>
    /// <remarks>
    /// Facts of one moment, in one or two round trips; for an unfinished workflow one or two more. It asks the store, never a runner.
    /// The place in a queue is looked for among its first 10 000 tasks.
    /// </remarks>
    public Task<Explanation> ExplainAsync(string id, CancellationToken cancellationToken = default) => ExplainAsync(id, brief: false, cancellationToken);

    private async Task<Explanation> ExplainAsync(string id, bool brief, CancellationToken cancellationToken)
    {
        TaskId.Check(id, nameof(id));
        ExplainFacts? facts = await store.ExplainAsync(id, brief, cancellationToken).ConfigureAwait(false);
        if (facts is null)
        {
            return Explainer.NotFound(id, Namespace, clock.GetUtcNow());
        }

        facts = TaskContext.Ambient is { } asker ? facts with { Asker = (asker.TaskId, asker.RunnerName) } : facts;

        return facts is { Task: null, Workflow: { DoneAt: null }, Stage: [{ State: TaskState.Pending or TaskState.Running } first, ..] }
            ? Explainer.OfWorkflow(facts, await ExplainAsync(first.Id, brief, cancellationToken).ConfigureAwait(false))
            : Explainer.Of(facts);
    }

    /// <summary>Reads the namespace and says what needs attention: what is stuck, what fails, what falls behind, and what to do.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Counts, queues, runners, the last failures, and the problems found.</returns>
    /// <remarks>
    /// About ten round trips, one or two more for each of the first 50 queues in which tasks wait, and one for each 500 runners and running tasks. The parts
    /// are read one after the other, so they may differ by what happened meanwhile. It asks the store, never a runner.
    /// </remarks>
    public Task<NamespaceStatus> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return StatusReader.ReadAsync(store, query => ListTasksAsync(query, cancellationToken), cancellationToken);
    }

    /// <summary>Checks the server, this user's rights and the namespace: a verdict, what was found, and a remedy for each.</summary>
    /// <param name="cancellationToken">Stops the checking between two calls.</param>
    /// <returns>Every check. What the server does not tell, as managed ones often do not, is unknown and no fault.</returns>
    /// <exception cref="StoreException">The server cannot be reached.</exception>
    /// <remarks>
    /// Some hundred short calls, in two or three seconds at most on a server that answers. It loads all scripts, and tries each command that they use on a
    /// key of its own that is gone again within the call; else it writes nothing.
    /// </remarks>
    public async Task<StoreReport> CheckAsync(CancellationToken cancellationToken = default)
    {
        var probe = new ServerProbe(link, new KeySpace(options.KeyPrefix, Namespace), ScriptSet.Default, clock);
        ServerFacts facts = await probe.ReadAsync(Namespace, cancellationToken).ConfigureAwait(false);
        List<StoreCheck> checks = [.. ServerChecks.Of(facts)];
        try
        {
            AuditFacts audit = await store.AuditAsync(cancellationToken).ConfigureAwait(false);
            checks.Add(new StoreCheck("format", CheckVerdict.Ok, $"Namespace '{Namespace}' is of format 1, or new.", null));
            checks.AddRange(NamespaceChecks.Of(audit, await GetStatusAsync(cancellationToken).ConfigureAwait(false)));
        }
        catch (StoreException fault) when (fault.Code == ErrorCodes.FormatMismatch)
        {
            checks.Add(new StoreCheck("format", CheckVerdict.Fail, fault.Message, "Upgrade this side: taskue --version."));
        }
        catch (StoreException fault) when (fault.Code != ErrorCodes.StoreUnavailable)
        {
            checks.Add(new StoreCheck("namespace", CheckVerdict.Fail, fault.Message, "See the checks above: rights and scripts."));
        }

        return new StoreReport(Namespace, checks);
    }

    /// <summary>Checks a server that <see cref="ConnectAsync(string, TaskueOptions?, CancellationToken)"/> might refuse.</summary>
    /// <param name="connectionString">A StackExchange.Redis connection string, or a URL: <c>redis://host:port</c>.</param>
    /// <param name="options">Settings; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Stops the checking between two calls.</param>
    /// <returns>Every check; what makes the server unfit is among them.</returns>
    /// <exception cref="ArgumentException">The connection string or an option is wrong; nothing was connected.</exception>
    /// <exception cref="StoreException">Redis cannot be reached, or refuses the password.</exception>
    /// <inheritdoc cref="CheckAsync(CancellationToken)" path="/remarks"/>
    public static async Task<StoreReport> CheckAsync(string connectionString, TaskueOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Checked(options);
        RedisLink link = await RedisLink.ConnectAsync(connectionString, options, look: false, cancellationToken).ConfigureAwait(false);
        return await CheckAsync(link, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks a server that <see cref="ConnectAsync(ConfigurationOptions, TaskueOptions?, CancellationToken)"/> might refuse.</summary>
    /// <param name="connection">Addresses, user, password and the rest. It is copied.</param>
    /// <param name="options">Settings; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Stops the checking between two calls.</param>
    /// <returns>Every check; what makes the server unfit is among them.</returns>
    /// <exception cref="ArgumentException">No server is named, or an option is wrong; nothing was connected.</exception>
    /// <exception cref="StoreException">Redis cannot be reached, or refuses the password.</exception>
    /// <inheritdoc cref="CheckAsync(CancellationToken)" path="/remarks"/>
    public static async Task<StoreReport> CheckAsync(ConfigurationOptions connection, TaskueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        options = Checked(options);
        RedisLink link = await RedisLink.ConnectAsync(connection, options, look: false, cancellationToken).ConfigureAwait(false);
        return await CheckAsync(link, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks the server of a connection that the caller has made.</summary>
    /// <param name="connection">The connection; it stays the caller's, and is not closed.</param>
    /// <param name="options">Settings; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Stops the checking between two calls.</param>
    /// <returns>Every check; what makes the server unfit is among them.</returns>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="StoreException">Redis cannot be reached.</exception>
    /// <inheritdoc cref="CheckAsync(CancellationToken)" path="/remarks"/>
    public static async Task<StoreReport> CheckAsync(IConnectionMultiplexer connection, TaskueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        options = Checked(options);
        RedisLink link = await RedisLink.UseAsync(connection, options, look: false, cancellationToken).ConfigureAwait(false);
        return await CheckAsync(link, options, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<StoreReport> CheckAsync(RedisLink link, TaskueOptions options, CancellationToken cancellationToken)
    {
        var client = new TaskueClient(link, options, TimeProvider.System);
        try
        {
            return await client.CheckAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }
}
