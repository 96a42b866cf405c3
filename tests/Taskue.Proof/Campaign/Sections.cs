using Taskue.Proof.Fuzz;
using Taskue.Proof.Model;
using Taskue.Proof.Mutants;
using Taskue.Proof.Soak;

namespace Taskue.Proof.Campaign;

/// <summary>All parts of the proof, in the order in which they run. What is added here is run by <c>./prove</c>, by its short form, and counted by <c>./test</c>.</summary>
internal static class Sections
{
    public static IReadOnlyList<ISection> All { get; } =
    [
        new ModelSection(),
        new MutantSection(),
        new FuzzSection(),
        new SoakSection(),
    ];

    public static ISection? Find(string name) => All.FirstOrDefault(section => section.Name == name);
}
