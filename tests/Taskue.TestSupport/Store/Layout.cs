namespace Taskue.TestSupport;

/// <summary>The keys of a partition and their types, as <c>docs/key-layout.md</c> says.</summary>
internal static class Layout
{
    public static readonly string[] Hashes =
    [
        "meta", "tasks", "active", "done", "blobs", "tries", "waiters", "plan", "flows", "stages", "staging", "dropping",
        "runners", "runs", "live", "dying", "holders", "log", "logs", "probe",
    ];

    public static readonly string[] SortedSets =
    [
        "index", "created", "advancing", "beats", "gone", "log:kept",
        "end:passed", "end:failed", "end:errored", "end:timedout", "end:terminated", "end:skipped",
        "kept:passed", "kept:failed", "kept:errored", "kept:timedout", "kept:terminated", "kept:skipped",
        "flow:index", "flow:pending", "flow:running", "flow:passed", "flow:failed",
    ];

    public static readonly string[] Sets = ["names"];

    public static readonly IReadOnlyDictionary<char, string> Finals = new Dictionary<char, string>
    {
        ['p'] = "passed", ['f'] = "failed", ['e'] = "errored", ['t'] = "timedout", ['x'] = "terminated", ['s'] = "skipped",
    };

    /// <summary>The type that the layout gives a key, or null for a key that it does not know.</summary>
    public static string? TypeOf(string key) =>
        Hashes.Contains(key) || key.StartsWith("held:", StringComparison.Ordinal) ? "hash"
        : SortedSets.Contains(key) ? "zset"
        : Sets.Contains(key) || key.StartsWith("parked:", StringComparison.Ordinal) ? "set"
        : key.StartsWith("q0:", StringComparison.Ordinal) ? "list" : null;
}
