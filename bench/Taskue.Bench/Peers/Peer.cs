namespace Taskue.Bench;

/// <summary>A system that is measured: its programs, and the settings that are tried.</summary>
internal sealed record Peer
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Its folder under <c>bench/peers</c>, its name in <c>bench/setup</c>, and in the keys of figures.</summary>
    public required string Key { get; init; }

    /// <summary>The command that starts its producer.</summary>
    public required string[] Producer { get; init; }

    /// <summary>What is tried; the first is its default.</summary>
    public required PeerSetting[] Settings { get; init; }

    /// <summary>Its call for many tasks.</summary>
    public required string Bulk { get; init; }

    /// <summary>How many single enqueues are timed.</summary>
    public required int Singles { get; init; }

    /// <summary>How many are, by the call for many.</summary>
    public required int Many { get; init; }

    /// <summary>How many workflows of ten tasks and one are drained; zero where it has none.</summary>
    public int Workflows { get; init; }

    /// <summary>What its workflow is, or why it has none.</summary>
    public required string Workflow { get; init; }

    public PeerSetting Default => Settings[0];
}

/// <summary>One way to start a peer's workers.</summary>
/// <param name="Label">What it is called in tables.</param>
/// <param name="Tasks">How many tasks that do nothing are queued before it starts: two to three seconds of work.</param>
/// <param name="Slots">How many tasks it runs at once.</param>
/// <param name="Worker">The command of one worker process.</param>
internal sealed record PeerSetting(string Label, int Tasks, int Slots, params string[] Worker)
{
    /// <summary>How many of them are started.</summary>
    public int Processes { get; init; } = 1;

    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether the short run takes it for the best without looking.</summary>
    public bool LikelyBest { get; init; }
}
