namespace Taskue.Proof.Processes;

/// <summary>One rule that a round must not have broken.</summary>
internal sealed record Rule(string Name, Func<Evidence, IEnumerable<string>> Broken);

/// <summary>All rules. Each is a pure function of what a round left behind.</summary>
internal static class Rules
{
    /// <summary>How many violations of one rule are told of one round.</summary>
    private const int Most = 10;

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("nothing lost", NothingLost.Broken),
        new("the right end", RightEnd.Broken),
        new("numbers of starts", StartNumbers.Broken),
        new("the accepted start", AcceptedStart.Broken),
        new("no start after the end", NoStartAfterEnd.Broken),
        new("stage barriers", StageBarriers.Broken),
        new("who runs after failures", WhenJudged.Broken),
        new("starts accounted for", StartsAccounted.Broken),
        new("waits answered", WaitsAnswered.Broken),
        new("logs complete", LogsComplete.Broken),
        new("stamps", Stamps.Broken),
        new("the raw keys", evidence => TestSupport.Invariants.Violations(evidence.Raw)),
    ];

    public static IReadOnlyList<string> Violations(Evidence evidence) => [.. All.SelectMany(rule =>
    {
        string[] broken = [.. rule.Broken(evidence)];
        return broken.Take(Most).Select(text => $"{rule.Name}: {text}").Concat(broken.Length > Most ? [$"{rule.Name}: and {broken.Length - Most} more"] : []);
    })];
}
