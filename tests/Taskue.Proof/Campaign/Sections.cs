using Taskue.Proof.Fuzz;
using Taskue.Proof.Load;
using Taskue.Proof.Model;
using Taskue.Proof.Mutants;
using Taskue.Proof.Processes;
using Taskue.Proof.Schedules;
using Taskue.Proof.Soak;
using Taskue.Proof.Waits;

namespace Taskue.Proof.Campaign;

/// <summary>All parts of the proof, in the order in which they run. What is added here is run by <c>./prove</c>, by its short form, and counted by <c>./test</c>.</summary>
internal static class Sections
{
    public static IReadOnlyList<ISection> All { get; } =
    [
        new ModelSection(),
        new MutantSection(),
        new FuzzSection(),
        new ScheduleSection(),
        new ProcessSection(),
        new WaitSection(),
        new SoakSection(),
        new LoadSection(new RunnersPart()),
        new LoadSection(new WaitersPart()),
        new LoadSection(new FlowsPart()),
        new LoadSection(new QueuedPart()),
    ];

    public static ISection? Find(string name) => All.FirstOrDefault(section => section.Name == name);

    /// <summary>What <c>--only</c> names: a section, or all that begin with it, as <c>load</c> is <c>load-tasks</c> and the others.</summary>
    public static bool IsNamed(ISection section, string name) => section.Name == name || section.Name.StartsWith(name + "-", StringComparison.Ordinal);
}
