using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules.Rewriting;

/// <summary>The product and the scenarios once more in this process, rewritten: what runs under schedules.</summary>
/// <remarks>Only names and numbers go in and out: the types here and there are not the same.</remarks>
internal sealed class ScheduledCopy : AssemblyLoadContext
{
    /// <summary>In which parts of the product threads meet: there, each use of what they share is a point.</summary>
    private static readonly HashSet<string> Watched = new(StringComparer.Ordinal)
    {
        "Dispatcher", "Slots", "WorkerPool", "Heartbeat", "RunnerLife", "Patrol", "TaskueRunner", "RunningTask", "StuckTasks",
        "LogShipper", "TaskLog", "LineAssembler", "ConsoleOutlet", "Coalescer`2",
    };

    private readonly PlantedRace? planted;

    private ScheduledCopy(PlantedRace? planted)
        : base("schedules " + planted?.Name) => this.planted = planted;

    /// <summary>Loads a copy and gives its <see cref="Lab.Run"/>.</summary>
    /// <param name="planted">A defect in it; null for the product as it is.</param>
    public static Run Load(PlantedRace? planted = null)
    {
        var copy = new ScheduledCopy(planted);
        Type lab = copy.LoadFromAssemblyName(typeof(Lab).Assembly.GetName()).GetType(typeof(Lab).FullName!, throwOnError: true)!;
        var run = lab.GetMethod(nameof(Lab.Run))!.CreateDelegate<Func<string, ulong, int, int[]?, (string?, int[], int[], int, int, string)>>();
        return new Run(run);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == typeof(TaskueRunner).Assembly.GetName().Name)
        {
            return LoadFromStream(Rewriter.Rewrite(typeof(TaskueRunner).Assembly.Location, static _ => true, static type => Watched.Contains(type.Name), Prepare));
        }

        return assemblyName.Name == typeof(Lab).Assembly.GetName().Name
            ? LoadFromStream(Rewriter.Rewrite(typeof(Lab).Assembly.Location, static type => type.Namespace == typeof(Scenarios.Scenario).Namespace, static _ => false))
            : null;
    }

    private void Prepare(ModuleDefinition module)
    {
        string[] gone = [.. Watched.Except(module.Types.Select(type => type.Name))];
        if (gone.Length > 0)
        {
            throw new InvalidOperationException($"There is nothing to watch by the name of {string.Join(", ", gone)}: has it another one?");
        }

        planted?.Edit(module);
    }

    /// <summary>Runs schedules in a copy.</summary>
    internal sealed class Run(Func<string, ulong, int, int[]?, (string?, int[], int[], int, int, string)> run)
    {
        public Schedule Of(string scenario, ulong seed, int number, IReadOnlyList<(int Decision, int Choice)>? deviations = null)
        {
            int[]? told = deviations is null ? null : [.. deviations.SelectMany(one => new[] { one.Decision, one.Choice })];
            (string? violation, int[] deviated, int[] widths, int steps, int decisions, string trace) = run(scenario, seed, number, told);
            return new Schedule(violation, [.. deviated.Chunk(2).Select(pair => (pair[0], pair[1]))], widths, steps, decisions, trace);
        }
    }
}
