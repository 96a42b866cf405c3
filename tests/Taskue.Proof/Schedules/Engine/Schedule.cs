namespace Taskue.Proof.Schedules.Engine;

/// <summary>What became of a schedule.</summary>
/// <param name="Violation">The rule that was broken; null where all held.</param>
/// <param name="Deviations">The decisions that were not the default: with them it is replayed.</param>
/// <param name="Widths">How many choices each decision had, where deviations were given.</param>
/// <param name="Steps">How many points it passed.</param>
/// <param name="Decisions">At how many of them there was a choice.</param>
/// <param name="Trace">Its last steps.</param>
internal sealed record Schedule(string? Violation, IReadOnlyList<(int Decision, int Choice)> Deviations, IReadOnlyList<int> Widths, int Steps, int Decisions, string Trace);
