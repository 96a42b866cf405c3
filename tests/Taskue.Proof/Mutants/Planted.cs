namespace Taskue.Proof.Mutants;

/// <summary>All planted defects.</summary>
internal static class Planted
{
    public static IReadOnlyList<Mutant> All { get; } = [];

    public static Mutant Find(string name) => All.FirstOrDefault(mutant => mutant.Name == name)
        ?? throw new InvalidOperationException($"There is no planted defect '{name}'.");
}
