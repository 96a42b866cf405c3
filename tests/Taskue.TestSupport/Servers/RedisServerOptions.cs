namespace Taskue.TestSupport;

/// <summary>How a <see cref="RedisServerProcess"/> keeps its data.</summary>
public enum AppendFsync
{
    /// <summary>No append-only file: nothing survives.</summary>
    None,

    EverySecond,

    Always,
}

/// <summary>Settings of a <see cref="RedisServerProcess"/>.</summary>
public sealed record RedisServerOptions
{
    public AppendFsync AppendFsync { get; init; }

    /// <summary>Such as <c>20mb</c>; null is no limit.</summary>
    public string? MaxMemory { get; init; }

    public string MaxMemoryPolicy { get; init; } = "noeviction";

    public string? Password { get; init; }

    /// <summary>The server to follow.</summary>
    public RedisServerProcess? ReplicaOf { get; init; }

    /// <summary>Whether it takes a file that cannot grow for a full disk, as <see cref="RedisServerProcess.LimitFilesAsync"/> makes it, and not for a signal to die by.</summary>
    public bool LimitsFiles { get; init; }

    /// <summary>More lines of redis.conf.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];
}
