using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Taskue.Proof.Schedules.Rewriting;

namespace Taskue.Proof.Waits;

/// <summary>A defect planted into a copy of the product: the trial must find it.</summary>
/// <param name="Name">What it is called in reports.</param>
/// <param name="Trial">The trial that finds it.</param>
/// <param name="Breaks">The rule that it breaks, in one line.</param>
/// <param name="Edit">Makes it.</param>
internal sealed record PlantedWait(string Name, string Trial, string Breaks, Action<ModuleDefinition> Edit)
{
    private const string Waiters = "EndWaiters";

    public static IReadOnlyList<PlantedWait> All { get; } =
    [
        new("only-the-first-500-asked-again", "lost registrations", "a reminder asks for every id", module =>
        {
            MethodDefinition method = module.Method(Waiters, "AskAgainAsync");
            Instruction call = method.Calls("Enumerable", nameof(Enumerable.Chunk)).Single();
            call.Operand = module.ImportReference(typeof(PlantedWait).GetMethod(nameof(FirstChunk))!);
        }),
        new("nothing-asked-at-a-reconnect", "cut links", "a reconnect asks for every id",
            module => module.Method("TaskueClient", ".ctor").Skip("RedisLink", "add_Reconnected")),
        new("answer-of-the-first-call-ignored", "after the end", "a wait that begins after the end is answered at once",
            module => module.Method(Waiters, "WaitAsync").Skip(Waiters, "Settle")),
        new("message-ignored", "messages", "a message answers its wait", module => module.Lambda(Waiters, "SubscribeAsync").Skip(Waiters, "Settle")),
    ];

    public static IEnumerable<string[]> FirstChunk(IEnumerable<string> ids, int size) => ids.Chunk(size).Take(1);

    /// <summary>Loads a copy of the product with the defect, and gives its <see cref="WaitLab.RunAsync"/>.</summary>
    public Func<string, int, TimeSpan, Task<(string[] Violations, int Reminders)>> Load()
    {
        Type lab = new Copy(this).LoadFromAssemblyName(typeof(WaitLab).Assembly.GetName()).GetType(typeof(WaitLab).FullName!, throwOnError: true)!;
        return lab.GetMethod(nameof(WaitLab.RunAsync))!.CreateDelegate<Func<string, int, TimeSpan, Task<(string[], int)>>>();
    }

    private sealed class Copy(PlantedWait planted) : AssemblyLoadContext("waits " + planted.Name)
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string product = typeof(TaskueClient).Assembly.GetName().Name!, proof = typeof(WaitLab).Assembly.GetName().Name!;
            return assemblyName.Name == product
                ? LoadFromStream(Rewriter.Rewrite(typeof(TaskueClient).Assembly.Location, static _ => false, static _ => false, planted.Edit))
                : assemblyName.Name == proof ? LoadFromAssemblyPath(typeof(WaitLab).Assembly.Location) : null;
        }
    }
}
