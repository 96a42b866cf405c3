using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>The store on Redis: packs the arguments of a script, calls it, unpacks its reply. Every decision is the script's.</summary>
internal sealed partial class RedisStore : IStore
{
    private static readonly string[] NoQueues = [];

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly IDatabase database;
    private readonly KeySpace space;
    private readonly ScriptSet scripts;
    private readonly string prefix;
    private readonly Func<string> now;
    private readonly Action<long> serverTime;
    private readonly IStoreServer? server;
    private volatile string? epoch;

    /// <param name="database">The connection's database.</param>
    /// <param name="prefix">What every key begins with.</param>
    /// <param name="namespace">The namespace.</param>
    /// <param name="serverTime">Told the server's clock, Unix milliseconds, by replies that carry it.</param>
    /// <param name="scripts">The transitions; tests give broken ones, to see them caught.</param>
    /// <param name="now">What the scripts take for now, Unix milliseconds; tests drive time with it. Default: the server's clock.</param>
    /// <param name="server">The connection, to find another master through. Without it a refused call is not repeated.</param>
    public RedisStore(
        IDatabase database, string prefix, string @namespace, Action<long>? serverTime = null, ScriptSet? scripts = null, Func<long>? now = null,
        IStoreServer? server = null)
    {
        this.database = database;
        this.server = server;
        this.prefix = prefix;
        this.scripts = scripts ?? ScriptSet.Default;
        this.serverTime = serverTime ?? (_ => { });
        this.now = now is null ? static () => "" : () => now().ToString(CultureInfo.InvariantCulture);
        Namespace = @namespace;
        space = new KeySpace(prefix, @namespace);
    }

    public string Namespace { get; }

    internal KeySpace Space => space;

    /// <summary>Calls a script. During a failover it is called again until the new master accepts it, for as long as one call may take.</summary>
    private async Task<RedisResult[]> CallAsync(Script script, RedisKey[] keys, RedisValue[] arguments)
    {
        long began = Stopwatch.GetTimestamp();
        TimeSpan pause = ShortestPause;
        while (true)
        {
            try
            {
                if (server is { IsReady: false })
                {
                    await server.ReadyAsync().ConfigureAwait(false);
                }

                return await EvaluateAsync(script, keys, arguments).ConfigureAwait(false);
            }
            catch (Exception fault) when (StoreFault.Of(fault, script.Name, Namespace) is { } known)
            {
                server?.LookAgain(known);
                if (server is null || !known.IsElsewhere || Stopwatch.GetElapsedTime(began) + pause > server.Patience)
                {
                    throw known;
                }
            }

            await Task.Delay(pause).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Calls a script by its hash; a server that does not know it yet is given its text.</summary>
    private async Task<RedisResult[]> EvaluateAsync(Script script, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return (RedisResult[])(await database.ScriptEvaluateAsync(script.Hash, keys, arguments).ConfigureAwait(false))!;
        }
        catch (RedisServerException fault) when (IsNoScript(fault))
        {
            return (RedisResult[])(await database.ScriptEvaluateAsync(script.Text, keys, arguments).ConfigureAwait(false))!;
        }
    }

    /// <summary>Calls a script on the thread's own connection, where there is one; else through the multiplexer.</summary>
    private RedisResult[] Call(BlockingConnection? connection, Script script, RedisKey[] keys, RedisValue[] arguments, Action? meanwhile = null)
    {
        if (connection is { IsDirect: true })
        {
            return connection.Call(script, keys, arguments, Namespace, meanwhile);
        }

        Task<RedisResult[]> call = CallAsync(script, keys, arguments);
        meanwhile?.Invoke();
        return call.GetAwaiter().GetResult();
    }

    private static bool IsNoScript(RedisServerException fault) => fault.Message.Contains("NOSCRIPT", StringComparison.Ordinal);

    private RedisKey[] Keys(Script script, IReadOnlyList<string>? queues = null) => space.KeysOf(script, queues ?? NoQueues);

    /// <summary>The first word of a reply; what only a broken or foreign server would answer is an error of its own.</summary>
    private string Code(Script script, RedisResult[] reply)
    {
        string code = reply.Length > 0 ? (string?)reply[0] ?? "" : "";
        if (code == "format")
        {
            throw new StoreException(ErrorCodes.FormatMismatch,
                $"Namespace '{Namespace}' was written in format {(string?)reply[1]}, and this release of Taskue reads format 1: upgrade this side.");
        }

        return code.Length > 0 ? code : throw Contract(script, reply);
    }

    private static StoreException Contract(Script script, RedisResult[] reply) => new(ErrorCodes.StoreContract,
        $"The server's answer to {script.Name}.lua is none that this script gives: '{(reply.Length > 0 ? reply[0].ToString() : "nothing")}'."
        + " Is there a proxy, or another Redis-like server, in between?");

    /// <summary>Opens the namespace if it is not open, and runs a call with its epoch; one that was deleted meanwhile is opened anew.</summary>
    private async Task<RedisResult[]> WithEpochAsync(Script script, Func<string, (RedisKey[] Keys, RedisValue[] Arguments)> call)
    {
        for (int attempt = 0; ; attempt++)
        {
            string opened = epoch ?? await OpenAsync().ConfigureAwait(false);
            (RedisKey[] keys, RedisValue[] arguments) = call(opened);
            RedisResult[] reply = await CallAsync(script, keys, arguments).ConfigureAwait(false);
            if (Code(script, reply) != "epoch")
            {
                return reply;
            }

            if (attempt == 3)
            {
                throw new StoreException(ErrorCodes.StoreUnavailable,
                    $"Namespace '{Namespace}' is being deleted again and again while this call writes to it. Nothing was written.") { IsTransient = true };
            }

            epoch = null;
        }
    }

    private async Task<string> OpenAsync()
    {
        RedisResult[] reply = await CallAsync(scripts.Open, Keys(scripts.Open), [now(), "1"]).ConfigureAwait(false);
        if (Code(scripts.Open, reply) != "ok" || reply.Length < 4)
        {
            throw Contract(scripts.Open, reply);
        }

        await RememberNamespaceAsync().ConfigureAwait(false);
        serverTime((long)reply[1]);
        string opened = (string)reply[2]!;
        epoch = opened;
        return opened;
    }

    private Task RememberNamespaceAsync() => CallAsync(scripts.Remember, [KeySpace.Namespaces(prefix)], [Namespace]);

    private static int Int(RedisResult value) => (int)(long)value;
}
