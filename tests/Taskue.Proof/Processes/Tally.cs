using System.Collections.Concurrent;

namespace Taskue.Proof.Processes;

/// <summary>What was injected, and what was seen of it, over all rounds. Thread-safe.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> injected = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> inFlight = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Fault, string What), int> seen = new();

    public int Injected(string fault) => injected.GetValueOrDefault(fault);

    public int InFlight(string fault) => inFlight.GetValueOrDefault(fault);

    /// <summary>What was seen of a fault, such as <c>31 recovered</c>.</summary>
    public string Seen(string fault) => string.Join(", ", seen.Where(one => one.Key.Fault == fault && one.Value > 0)
        .OrderBy(one => one.Key.What, StringComparer.Ordinal).Select(one => $"{one.Value} {one.Key.What}"));

    /// <summary>A fault strikes while so many tasks are in the hands of whom it hits, as far as is known.</summary>
    public void Strike(string fault, int? tasks)
    {
        injected.AddOrUpdate(fault, 1, (_, sum) => sum + 1);
        inFlight.AddOrUpdate(fault, tasks ?? 0, (_, sum) => sum + (tasks ?? 0));
    }

    public void See(string fault, string what, int times = 1) => seen.AddOrUpdate((fault, what), times, (_, sum) => sum + times);
}
