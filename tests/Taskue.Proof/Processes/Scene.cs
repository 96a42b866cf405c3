using Taskue.Proof.Model;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>The way of one process to the server.</summary>
/// <param name="Proxy">Where it connects to.</param>
/// <param name="Runner">The runner, if it is one's.</param>
internal sealed record Link(LinkProxy Proxy, RunnerSlot? Runner);

/// <summary>What faults of a round have before them.</summary>
/// <param name="Root">What the keys of the namespace begin with.</param>
internal sealed record Scene(RedisServerProcess Server, string Root, Fleet Fleet, IReadOnlyList<Link> Links, Crowd Crowd, Watch Watch, Tally Tally)
{
    /// <summary>Asks the server over a connection that no fault touches.</summary>
    public Task<object?> AskAsync(params string[] command) => Task.Run(() =>
    {
        using var line = new RawLine(Server.Port, Server.Password);
        return line.Ask(command);
    });
}
