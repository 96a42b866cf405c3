using System.Collections.Concurrent;
using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.Proof.Mutants;

/// <summary>A planted defect: a small edit of a script, or a fault in the C# around the scripts.</summary>
/// <param name="Name">What it is called in reports, and in the files of histories that it broke.</param>
/// <param name="Breaks">The rule that it breaks, in one line.</param>
internal sealed record Mutant(string Name, string Breaks)
{
    private readonly ConcurrentDictionary<string, ScriptSet> sets = new(StringComparer.Ordinal);

    /// <summary>The script, or the method, that it sits in.</summary>
    public required string Where { get; init; }

    public IReadOnlyList<ScriptEdit> Edits { get; init; } = [];

    /// <summary>A store with a fault in its C#, around the true one.</summary>
    public Func<IStore, IStore>? Store { get; init; }

    /// <summary>The scripts with this defect and with other edits; the same object for the same edits.</summary>
    public ScriptSet Scripts(params IReadOnlyList<ScriptEdit> others) =>
        sets.GetOrAdd(string.Join(' ', others), _ => EditedScripts.Set([.. others, .. Edits]));
}
