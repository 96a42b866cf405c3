namespace Taskue.Proof.Soak;

/// <summary>One look at a runner process.</summary>
/// <param name="MegaBytes">Resident memory, with that of its children.</param>
/// <param name="HeapMegaBytes">What its managed heap holds without garbage; null where it was not asked this time.</param>
internal readonly record struct RunnerVitals(double MegaBytes, int Threads, int Files, double? HeapMegaBytes);

/// <summary>One look at everything.</summary>
/// <param name="Seconds">Since the load began.</param>
/// <param name="ServerMegaBytes">What the server uses for all it holds.</param>
/// <param name="Pending">Tasks that wait in queues.</param>
/// <param name="Stored">Tasks of all states that a reader sees.</param>
/// <param name="Runners">In the order of the rig's.</param>
internal sealed record Vitals(double Seconds, double ServerMegaBytes, long Pending, long Stored, IReadOnlyList<RunnerVitals> Runners);

/// <summary>What one interval of the load was like.</summary>
internal sealed record Interval(double Seconds, Percentiles Enqueue, Percentiles Start, Percentiles Wait, Percentiles Flow, Vitals Last);
