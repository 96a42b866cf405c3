using Taskue.Proof.Model;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>The way of one process to the server.</summary>
/// <param name="Proxy">Where it connects to.</param>
/// <param name="Runner">The runner, if it is one's.</param>
internal sealed record Link(LinkProxy Proxy, RunnerSlot? Runner);

/// <summary>What faults of a round have before them.</summary>
/// <param name="First">The server that was the master when the round began.</param>
/// <param name="Pair">That server and its replica, in a round with failovers.</param>
/// <param name="Root">What the keys of the namespace begin with.</param>
internal sealed record Scene(RedisServerProcess First, RedisPair? Pair, string Root, Fleet Fleet, IReadOnlyList<Link> Links, Crowd Crowd, Watch Watch, Tally Tally)
{
    /// <summary>The present master.</summary>
    public RedisServerProcess Server => Pair?.Master ?? First;

    /// <summary>Asks the server over a connection that no fault touches.</summary>
    public Task<object?> AskAsync(params string[] command) => Task.Run(() =>
    {
        using var line = new RawLine(Server.Port, Server.Password);
        return line.Ask(command);
    });
}
