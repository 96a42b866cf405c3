using Mono.Cecil;

namespace Taskue.Proof.Schedules.Rewriting;

/// <summary>A defect planted into the copy of the product: the schedules must find it.</summary>
/// <param name="Name">What it is called in reports, and in the files of schedules that it broke.</param>
/// <param name="Breaks">The rule that it breaks, in one line.</param>
/// <param name="Edit">Makes it.</param>
internal sealed record Planted(string Name, string Breaks, Action<ModuleDefinition> Edit);
