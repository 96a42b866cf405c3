using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>What a server says of itself and lets this user do. What it refuses to tell is null: a managed server refuses much.</summary>
internal sealed record ServerFacts
{
    public required IReadOnlyDictionary<string, string> Info { get; init; }

    public required IReadOnlyDictionary<string, string> Config { get; init; }

    /// <summary>How long empty round trips took, and calls of a script, in order of length.</summary>
    public required IReadOnlyList<TimeSpan> Pings { get; init; }

    public required IReadOnlyList<TimeSpan> ScriptCalls { get; init; }

    /// <summary>How far the server's clock is ahead of this machine's, within half a round trip.</summary>
    public TimeSpan? ClockAhead { get; init; }

    /// <summary>Scripts that the server does not load, each with its words.</summary>
    public required IReadOnlyList<(string Script, string Why)> Unloadable { get; init; }

    /// <summary>Commands that this user may not call, each with the server's words.</summary>
    public required IReadOnlyList<(string Command, string Why)> Refused { get; init; }

    public string? User { get; init; }
}

/// <summary>Asks a server about itself: a few dozen short calls, none of which waits for anything but its answer.</summary>
internal sealed class ServerProbe(RedisLink link, KeySpace space, ScriptSet scripts, TimeProvider clock)
{
    private const int Samples = 20;

    private static readonly string[] Sections = ["server", "replication", "memory", "persistence", "clients"];

    private IDatabase Database => link.Database;

    /// <exception cref="StoreException">The server cannot be reached.</exception>
    public async Task<ServerFacts> ReadAsync(string @namespace, CancellationToken cancellationToken)
    {
        var refused = new List<(string Command, string Why)>();
        try
        {
            await PingAsync().ConfigureAwait(false); // the first one may pay for the connection
            IReadOnlyList<TimeSpan> pings = await TimedAsync(PingAsync, cancellationToken).ConfigureAwait(false);
            Dictionary<string, string> info = await InfoAsync(refused).ConfigureAwait(false);
            (Dictionary<string, string> config, string? user) = await ConfigAsync().ConfigureAwait(false);
            return new ServerFacts
            {
                Info = info,
                Config = config,
                User = user,
                Pings = pings,
                ScriptCalls = refused.Count > 0 ? [] : await TimedAsync(() => Database.ScriptEvaluateAsync(scripts.Inspect.Text), cancellationToken).ConfigureAwait(false),
                ClockAhead = await ClockAsync(refused).ConfigureAwait(false),
                Unloadable = await LoadAsync(refused, cancellationToken).ConfigureAwait(false),
                Refused = [.. refused, .. await RightsAsync(refused).ConfigureAwait(false), .. await ListeningAsync().ConfigureAwait(false)],
            };
        }
        catch (Exception fault) when (StoreFault.Of(fault, "check", @namespace) is { } known)
        {
            throw known;
        }
    }

    private Task PingAsync() => Database.PingAsync();

    private async Task<IReadOnlyList<TimeSpan>> TimedAsync(Func<Task> call, CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>(Samples);
        long start = clock.GetTimestamp();
        for (int i = 0; i < Samples && clock.GetElapsedTime(start) < TimeSpan.FromSeconds(2); i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long sent = clock.GetTimestamp();
            await call().ConfigureAwait(false);
            times.Add(clock.GetElapsedTime(sent));
        }

        times.Sort();
        return times;
    }

    private async Task<Dictionary<string, string>> InfoAsync(List<(string Command, string Why)> refused)
    {
        var info = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var texts = (RedisResult[])(await Database.ScriptEvaluateAsync(scripts.Inspect.Text, [], [.. Sections.Select(section => (RedisValue)section)]).ConfigureAwait(false))!;
            ServerCheck.ReadInfo(info, texts.Skip(1));
        }
        catch (RedisServerException fault)
        {
            refused.Add(("EVAL", fault.Message));
        }

        return info;
    }

    /// <summary>
    /// CONFIG GET and ACL WHOAMI, which the multiplexer sends only in its admin mode: over a connection of its own, and nothing where that
    /// does not come through.
    /// </summary>
    private Task<(Dictionary<string, string> Config, string? User)> ConfigAsync() => Task.Run(() =>
    {
        var config = new Dictionary<string, string>(StringComparer.Ordinal);
        using BlockingConnection? own = link.Blocking();
        foreach (string name in (string[])["appendfsync", "save"])
        {
            if (own?.TryAsk("CONFIG", "GET", name) is { } reply && (RedisResult[]?)reply is [_, var value])
            {
                config[name] = (string?)value ?? "";
            }
        }

        return (config, (string?)own?.TryAsk("ACL", "WHOAMI"));
    });

    private async Task<TimeSpan?> ClockAsync(List<(string Command, string Why)> refused)
    {
        try
        {
            TimeSpan? best = null, ahead = null;
            for (int i = 0; i < 3; i++)
            {
                DateTimeOffset before = clock.GetUtcNow();
                long sent = clock.GetTimestamp();
                if ((RedisResult[]?)await Database.ExecuteAsync("TIME").ConfigureAwait(false) is not [var seconds, var micros])
                {
                    return null;
                }

                TimeSpan took = clock.GetElapsedTime(sent);
                if (best is null || took < best)
                {
                    DateTimeOffset server = DateTimeOffset.FromUnixTimeSeconds((long)seconds).AddMicroseconds((long)micros);
                    (best, ahead) = (took, server - (before + (took / 2)));
                }
            }

            return ahead;
        }
        catch (RedisServerException fault)
        {
            refused.Add(("TIME", fault.Message));
            return null;
        }
    }

    private async Task<IReadOnlyList<(string Script, string Why)>> LoadAsync(List<(string Command, string Why)> refused, CancellationToken cancellationToken)
    {
        var unloadable = new List<(string Script, string Why)>();
        foreach (Script script in scripts.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var hash = (string?)await Database.ExecuteAsync("SCRIPT", "LOAD", script.Text).ConfigureAwait(false);
                if (hash != Convert.ToHexStringLower(script.Hash))
                {
                    unloadable.Add((script.Name, $"the server names it {hash}"));
                }
            }
            catch (RedisServerException fault) when (fault.Message.Contains("NOPERM", StringComparison.Ordinal))
            {
                refused.Add(("SCRIPT LOAD", fault.Message));
                return unloadable;
            }
            catch (RedisServerException fault)
            {
                unloadable.Add((script.Name, fault.Message));
            }
        }

        return unloadable;
    }

    private async Task<IReadOnlyList<(string Command, string Why)>> RightsAsync(List<(string Command, string Why)> refused)
    {
        if (refused.Exists(one => one.Command == "EVAL"))
        {
            return [];
        }

        try
        {
            var reply = (RedisResult[])(await Database.ScriptEvaluateAsync(scripts.Rights.Text, space.KeysOf(scripts.Rights, []), [link.Ear == Ear.Sharded ? "SPUBLISH" : "PUBLISH"]).ConfigureAwait(false))!;
            var found = new List<(string Command, string Why)>();
            for (int i = 1; i + 1 < reply.Length; i += 2)
            {
                found.Add(((string)reply[i]!, (string?)reply[i + 1] ?? ""));
            }

            return found;
        }
        catch (RedisServerException fault)
        {
            return [("EVAL", fault.Message)]; // the keys of the namespace are refused as a whole
        }
    }

    private async Task<IReadOnlyList<(string Command, string Why)>> ListeningAsync()
    {
        var refused = new List<(string Command, string Why)>();
        await TryAsync("SUBSCRIBE", space.Done("probe")).ConfigureAwait(false);
        if (link.Ear == Ear.Sharded)
        {
            await TryAsync("SSUBSCRIBE", space.Wake(Incarnation.Of("probe", Ear.Sharded))).ConfigureAwait(false);
        }

        return refused;

        async Task TryAsync(string command, RedisChannel channel)
        {
            try
            {
                await link.Subscriber.SubscribeAsync(channel, static (_, _) => { }).ConfigureAwait(false);
                await link.Subscriber.UnsubscribeAsync(channel).ConfigureAwait(false);
            }
            catch (RedisServerException fault)
            {
                refused.Add((command, fault.Message));
            }
        }
    }
}
