namespace Taskue.Store;

/// <summary>One start of a runner: its name, a part that no other start shares, and how it listens for wake-ups. What the fence of every task names.</summary>
internal static class Incarnation
{
    private const string ShardedMark = ".s";
    private const string UncountedMark = ".c";

    public static string Of(string runnerName, Ear ear = Ear.Channel) => runnerName + "@" + TaskId.New() + ear switch
    {
        Ear.Sharded => ShardedMark,
        Ear.Uncounted => UncountedMark,
        _ => "",
    };

    public static string NameOf(string incarnation)
    {
        int at = incarnation.LastIndexOf('@');
        return at < 0 ? incarnation : incarnation[..at];
    }

    public static bool IsSharded(string incarnation) => incarnation.EndsWith(ShardedMark, StringComparison.Ordinal);
}

/// <summary>How a runner listens for wake-ups, and so whether who wakes it learns if anybody listens.</summary>
internal enum Ear
{
    /// <summary>At a channel of its one server, which counts its listeners.</summary>
    Channel,

    /// <summary>At a sharded channel of a cluster: the node that has the namespace counts its listeners.</summary>
    Sharded,

    /// <summary>At a channel of a cluster without sharded ones: each node counts only its own listeners.</summary>
    Uncounted,
}
