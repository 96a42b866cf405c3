using System.Globalization;
using Taskue.Store;

namespace Taskue;

/// <summary>Judges what a server says of itself. What it does not say is unknown, and no fault.</summary>
internal static class ServerChecks
{
    /// <summary>The least that a full server should be given: all scripts and some tasks fit.</summary>
    private const long Spare = 64L * 1024 * 1024;

    private const string ConfPage = "docs/operations/redis.md";

    public static IEnumerable<StoreCheck> Of(ServerFacts facts) =>
    [
        Server(facts), Role(facts), Persistence(facts), Eviction(facts), Memory(facts), Clock(facts), Latency(facts), Scripts(facts), Rights(facts),
        Replicas(facts), Clients(facts),
    ];

    private static StoreCheck Server(ServerFacts facts)
    {
        string kind = facts.Info.ContainsKey("garnet_version") ? "Garnet " + facts.Info["garnet_version"] + ", as Redis"
            : facts.Info.ContainsKey("valkey_version") ? "Valkey " + facts.Info["valkey_version"] + ", as Redis" : "Redis";
        if (!facts.Info.TryGetValue("redis_version", out string? version))
        {
            return Unknown("server", "The server does not tell its version (INFO).");
        }

        string up = Number(facts, "uptime_in_seconds") is { } seconds ? $", up {Words.Length(TimeSpan.FromSeconds(seconds))}" : "";
        string mode = facts.Info.TryGetValue("redis_mode", out string? told) ? $", {told}" : "";
        return Version.TryParse(version, out Version? read) && read < ServerCheck.Oldest
            ? new StoreCheck("server", CheckVerdict.Fail, $"{kind} {version} is too old.", $"Upgrade to {ServerCheck.Oldest} or later.")
            : Ok("server", $"{kind} {version}{mode}{up}.");
    }

    private static StoreCheck Role(ServerFacts facts) => facts.Info.GetValueOrDefault("role") switch
    {
        null => Unknown("role", "The server does not tell whether it is a master (INFO replication)."),
        "slave" => new StoreCheck("role", CheckVerdict.Fail, $"It is a read-only replica of {facts.Info.GetValueOrDefault("master_host")}:{facts.Info.GetValueOrDefault("master_port")}.",
            "Connect to the master, or name the Sentinel service (serviceName=...)."),
        var role => Ok("role", $"It is a {role}."),
    };

    private static StoreCheck Persistence(ServerFacts facts)
    {
        if (!facts.Info.TryGetValue("aof_enabled", out string? aof))
        {
            return Unknown("persistence", "The server does not tell how it keeps its data (INFO persistence).");
        }

        if (facts.Info.GetValueOrDefault("loading") == "1")
        {
            return new StoreCheck("persistence", CheckVerdict.Fail, "It is loading its data and answers nothing else.", "Wait until it has loaded.");
        }

        foreach ((string field, string what) in (ReadOnlySpan<(string, string)>)
            [("aof_last_write_status", "The last write of the append-only file"), ("rdb_last_bgsave_status", "The last snapshot"), ("aof_last_bgrewrite_status", "The last rewrite of the append-only file")])
        {
            if (facts.Info.TryGetValue(field, out string? status) && status != "ok")
            {
                return new StoreCheck("persistence", CheckVerdict.Fail, $"{what} failed ({field}: {status}): Redis may refuse every write.", "Look into the server's log: is its disk full, or its folder not writable?");
            }
        }

        string fsync = facts.Config.TryGetValue("appendfsync", out string? told) ? told : "";
        if (aof == "1")
        {
            StoreCheck kept = fsync switch
            {
                "no" => new StoreCheck("persistence", CheckVerdict.Warn, "Append-only file, flushed when the system likes (appendfsync no): a power cut loses up to half a minute.", $"CONFIG SET appendfsync everysec, or always. What each may lose: {ConfPage}."),
                "always" => Ok("persistence", "Append-only file, flushed with every write (appendfsync always)."),
                "" => Ok("persistence", "Append-only file (how often it is flushed the server does not tell)."),
                _ => Ok("persistence", $"Append-only file, appendfsync {fsync}: a power cut loses about a second."),
            };
            return kept.Verdict == CheckVerdict.Ok && RewritesOften(facts) is { } often
                ? new StoreCheck("persistence", CheckVerdict.Warn, $"{kept.Finding} {often}", $"CONFIG SET auto-aof-rewrite-min-size 1gb, and the same in redis.conf. What it costs: {ConfPage}.")
                : kept;
        }

        bool? snapshots = facts.Config.TryGetValue("save", out string? save) ? save.Length > 0 : null;
        string last = Number(facts, "rdb_last_save_time") is > 0 and { } at ? $", the last at {DateTimeOffset.FromUnixTimeSeconds(at).UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC" : "";
        return snapshots == false
            ? new StoreCheck("persistence", CheckVerdict.Warn, "It keeps nothing: a restart of Redis loses every task.", $"CONFIG SET appendonly yes, and the same in redis.conf. What each setting may lose: {ConfPage}.")
            : new StoreCheck("persistence", CheckVerdict.Warn, $"{(snapshots is null ? "No append-only file" : "Snapshots only")}: a crash loses what came since the last one{last}, {Words.Count(Number(facts, "rdb_changes_since_last_save") ?? 0, "change", "changes")} ago.",
                $"CONFIG SET appendonly yes, and the same in redis.conf. What each setting may lose: {ConfPage}.");
    }

    /// <summary>Each rewrite takes a processor for seconds: in a file that is small beside what is written, one follows the other.</summary>
    private static string? RewritesOften(ServerFacts facts) =>
        Number(facts, "aof_rewrites") is { } rewrites && Number(facts, "uptime_in_seconds") is >= 600 and { } up && rewrites * 120 > up
            ? $"It was rewritten {Words.Count(rewrites, "time", "times")} in {Words.Length(TimeSpan.FromSeconds(up))}: starts come late while that goes on." : null;

    private static StoreCheck Eviction(ServerFacts facts) => facts.Info.GetValueOrDefault("maxmemory_policy") switch
    {
        null or "" => Unknown("eviction", "The server does not tell what it evicts (INFO memory)."),
        "noeviction" => Ok("eviction", "It evicts nothing (noeviction)."),
        { } policy when policy.StartsWith("allkeys", StringComparison.Ordinal) => new StoreCheck("eviction", CheckVerdict.Fail, $"It evicts keys when it is full ({policy}): tasks would be lost.",
            "CONFIG SET maxmemory-policy noeviction, and the same in redis.conf."),
        var policy => new StoreCheck("eviction", CheckVerdict.Warn, $"It evicts keys that expire when it is full ({policy}). Tasks have no expiry and stay.", "CONFIG SET maxmemory-policy noeviction is the safer setting."),
    };

    private static StoreCheck Memory(ServerFacts facts)
    {
        if (Number(facts, "used_memory") is not { } used)
        {
            return Unknown("memory", "The server does not tell how much memory it uses (INFO memory).");
        }

        long most = Number(facts, "maxmemory") ?? 0, machine = Number(facts, "total_system_memory") ?? 0;
        double share = most > 0 ? (double)used / most : machine > 0 ? (double)used / machine : 0;
        string of = most > 0 ? $" of {Size(most)} (maxmemory)" : machine > 0 ? $" of the machine's {Size(machine)}, without a maxmemory" : ", without a maxmemory";
        string found = string.Create(CultureInfo.InvariantCulture, $"{Size(used)}{of}{(share > 0 ? $", {share * 100:0} %" : "")}.");
        if (share >= 0.8)
        {
            return new StoreCheck("memory", share >= 0.95 ? CheckVerdict.Fail : CheckVerdict.Warn, found + (share >= 0.95 ? " Enqueueing is refused, or soon." : ""),
                (most > 0 ? $"CONFIG SET maxmemory {Megabytes(Math.Max(used * 2, used + Spare))}mb, and the same in redis.conf, if the machine has that much;"
                    : "Give the machine more memory,")
                    + " or shorten the retention of what has ended, or delete it. What is queued continues.");
        }

        if (double.TryParse(facts.Info.GetValueOrDefault("mem_fragmentation_ratio"), CultureInfo.InvariantCulture, out double fragmentation) && fragmentation > 1.5 && used > 256L * 1024 * 1024)
        {
            return new StoreCheck("memory", CheckVerdict.Warn, string.Create(CultureInfo.InvariantCulture, $"{found} The process takes {fragmentation:0.0} times that."), "CONFIG SET activedefrag yes, or restart a replica and fail over to it.");
        }

        return most > 0 ? Ok("memory", found)
            : new StoreCheck("memory", CheckVerdict.Warn, found,
                $"CONFIG SET maxmemory {(machine > 0 ? $"{Megabytes(machine / 4 * 3)}mb" : "SIZE")} (three quarters of the machine's memory),"
                    + " and the same in redis.conf: then a full Redis refuses new tasks and everything else continues. Without it, the system may end Redis.");
    }

    private static long Megabytes(long bytes) => Math.Max(1, bytes >> 20);

    private static StoreCheck Clock(ServerFacts facts)
    {
        if (facts.ClockAhead is not { } ahead)
        {
            return Unknown("clock", "The server does not tell its time (TIME).");
        }

        string found = Math.Abs(ahead.TotalSeconds) < 1 ? string.Create(CultureInfo.InvariantCulture, $"This machine and the server differ by {Math.Abs(ahead.TotalMilliseconds):0} ms.")
            : $"The server's clock is {Words.Length(ahead.Duration())} {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's.";
        return ahead.Duration() < TimeSpan.FromSeconds(30) ? Ok("clock", found)
            : new StoreCheck("clock", CheckVerdict.Warn, found, "Run a time service (chrony, systemd-timesyncd) on both. Taskue's stamps are the server's; ids that callers make themselves are not.");
    }

    private static StoreCheck Latency(ServerFacts facts)
    {
        if (facts.Pings.Count == 0)
        {
            return Unknown("latency", "No round trip was measured.");
        }

        static string Show(IReadOnlyList<TimeSpan> times) => string.Create(CultureInfo.InvariantCulture, $"{times[times.Count / 2].TotalMilliseconds:0.00} ms, {times[^1].TotalMilliseconds:0.00} ms at most");
        string found = $"A round trip takes {Show(facts.Pings)} ({facts.Pings.Count} of them)" + (facts.ScriptCalls.Count > 0 ? $"; a script call {Show(facts.ScriptCalls)}." : ".");
        TimeSpan middle = facts.Pings[facts.Pings.Count / 2], worst = facts.Pings[^1];
        return middle > TimeSpan.FromMilliseconds(500) || worst > TimeSpan.FromSeconds(2)
            ? new StoreCheck("latency", CheckVerdict.Fail, found, "Runners that cannot beat in time are taken for dead. Is the server overloaded (SLOWLOG GET), or far away?")
            : middle > TimeSpan.FromMilliseconds(20) || worst > TimeSpan.FromMilliseconds(250)
                ? new StoreCheck("latency", CheckVerdict.Warn, found, "Run runners and Redis in one data centre; look for slow commands of other clients: SLOWLOG GET.")
                : Ok("latency", found);
    }

    private static StoreCheck Scripts(ServerFacts facts) =>
        facts.Refused.Any(one => one.Command is "EVAL") ? new StoreCheck("scripts", CheckVerdict.Fail, $"Scripts are refused: {Reason(facts.Refused.First(one => one.Command == "EVAL").Why)}", $"Allow EVAL and EVALSHA to this user: {ConfPage}.")
        : facts.Unloadable.Count > 0 ? new StoreCheck("scripts", CheckVerdict.Fail, $"{Words.Count(facts.Unloadable.Count, "script does", "scripts do")} not load: {facts.Unloadable[0].Script}.lua: {Reason(facts.Unloadable[0].Why)}",
            "Is this a proxy, or a server that is only like Redis? docs/operations/redis.md lists what is tested.")
        : facts.Refused.Any(one => one.Command == "SCRIPT LOAD") ? Unknown("scripts", "Scripts run. Whether all of them load cannot be seen: SCRIPT LOAD is refused to this user.")
        : Ok("scripts", $"All {ScriptSet.Default.All.Count} scripts load, and run.");

    private static StoreCheck Rights(ServerFacts facts)
    {
        string who = facts.User is { } user ? $"User '{user}'" : "This user";
        (string Command, string Why)[] missing = [.. facts.Refused.Where(one => one.Command != "SCRIPT LOAD" && !one.Why.Contains("OOM", StringComparison.Ordinal)).DistinctBy(one => one.Command)];
        if (missing.Length > 0)
        {
            return new StoreCheck("rights", CheckVerdict.Fail, $"{who} lacks {Words.Names(missing.Select(one => one.Command), missing.Length, most: 40)}: {Reason(missing[0].Why)}",
                $"ACL SETUSER, with the rights in {ConfPage}: commands, keys (~PREFIX:*) and channels (&PREFIX:*).");
        }

        return Ok("rights", $"{who} may call every command, key and channel that Taskue uses.");
    }

    private static StoreCheck Replicas(ServerFacts facts)
    {
        if (Number(facts, "connected_slaves") is not { } count)
        {
            return Unknown("replicas", "The server does not tell of replicas (INFO replication).");
        }

        if (count == 0)
        {
            return Ok("replicas", "None: no other server takes over when this one is lost.");
        }

        long worst = 0;
        int broken = 0;
        for (int i = 0; i < count; i++)
        {
            string[] parts = facts.Info.GetValueOrDefault("slave" + i.ToString(CultureInfo.InvariantCulture), "").Split(',');
            broken += parts.Contains("state=online") ? 0 : 1;
            worst = Math.Max(worst, parts.Where(part => part.StartsWith("lag=", StringComparison.Ordinal)).Select(part => long.TryParse(part.AsSpan(4), CultureInfo.InvariantCulture, out long lag) ? lag : 0).FirstOrDefault());
        }

        string found = $"{Words.Count(count, "replica", "replicas")}, the last heard of {Words.Count(worst)} s ago{(broken > 0 ? $", {Words.Count(broken)} not online" : "")}.";
        return broken > 0 || worst > 10 ? new StoreCheck("replicas", CheckVerdict.Warn, found, "A failover now would lose what they have not received. Look into their logs.") : Ok("replicas", found);
    }

    private static StoreCheck Clients(ServerFacts facts)
    {
        if (Number(facts, "connected_clients") is not { } connected)
        {
            return Unknown("clients", "The server does not tell who is connected (INFO clients).");
        }

        long most = Number(facts, "maxclients") ?? 0, blocked = Number(facts, "blocked_clients") ?? 0;
        string found = $"{Words.Count(connected)}{(most > 0 ? $" of {Words.Count(most)}" : "")} clients connected, {Words.Count(blocked)} blocked.";
        return most > 0 && connected > most * 0.9
            ? new StoreCheck("clients", CheckVerdict.Warn, found, "Raise maxclients, or look who opens so many: CLIENT LIST.") : Ok("clients", found);
    }

    private static StoreCheck Ok(string name, string finding) => new(name, CheckVerdict.Ok, finding, null);

    private static StoreCheck Unknown(string name, string finding) => new(name, CheckVerdict.Unknown, finding, null);

    private static long? Number(ServerFacts facts, string name) =>
        long.TryParse(facts.Info.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KiB"),
    };

    private static string Reason(string text) => (text.Length <= 200 ? text : text[..200] + "…").ReplaceLineEndings(" ");
}
