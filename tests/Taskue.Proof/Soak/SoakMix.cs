using Taskue.ProcessHost;

namespace Taskue.Proof.Soak;

/// <summary>Every feature, in about the parts in which a busy system uses them: a thousand units of work.</summary>
internal static class SoakMix
{
    /// <summary>The queue of the runner with child processes, and of the one with a module.</summary>
    public const string Isolated = "isolated", Shell = "shell", Module = "module";

    private static readonly string Large = new('x', 4096);

    public static IReadOnlyList<Kind> Kinds { get; } =
    [
        new TaskKind("single", 480, Quick) { Stamped = true },
        new TaskKind("waited", 250, Quick) { Stamped = true, Waited = true },
        new TaskKind("logging", 60, _ => TaskSpec.Call(() => SoakTasks.Talk(3))) { Lines = 3 },
        new TaskKind("large", 20, _ => TaskSpec.Call(() => SoakTasks.Echo(Large)) with { Title = "four kilobytes" }),
        new TaskKind("retried", 40, _ => TaskSpec.Call(() => SoakTasks.FailUntil(3, TaskContext.Current)) with { Retries = 3 }) { Attempts = 3 },
        new TaskKind("failing", 20, _ => TaskSpec.Call(() => SoakTasks.FailUntil(9, TaskContext.Current)) with { Retries = 1 }, TaskState.Failed) { Attempts = 2 },
        new TaskKind("timed out", 5, _ => TaskSpec.Call(() => SoakTasks.WaitForEver(CancellationToken.None)) with { Timeout = TimeSpan.FromMilliseconds(100) }, TaskState.TimedOut),
        new TaskKind("refused", 5, _ => new TaskSpec(new StoredCall(MethodName.Format(typeof(Console).GetMethod(nameof(Console.Beep), [])!), "[]"u8.ToArray())), TaskState.Errored),
        new TaskKind("isolated", 40, number => Quick(number) with { Tag = Isolated }),
        new TaskKind("shell", 1, _ => TaskSpec.Shell("echo done") with { Tag = Shell }),
        new TaskKind("module", 20, _ => new TaskSpec(new StoredCall("Jobs:Jobs.Work.Build()", "[]"u8.ToArray())) with { Tag = Module }),
        new TaskKind("deleted", 10, Quick) { Deleted = true },
        new TaskKind("bulk", 2, Quick) { Bulk = 100 },
        new FlowKind("workflow", 35, Passing, WorkflowState.Passed, passed: 6, failed: 1, skipped: 1),
        new FlowKind("failing workflow", 12, Failing, WorkflowState.Failed, passed: 4, failed: 1, skipped: 1),
    ];

    /// <summary>What one random number of 0 to 999 stands for.</summary>
    public static IReadOnlyList<Kind> ByDraw { get; } = [.. Kinds.SelectMany(kind => Enumerable.Repeat(kind, kind.Share))];

    private static TaskSpec Quick(int number) => TaskSpec.Call(() => SoakTasks.Begin(number));

    private static WorkflowSpec Passing(int number) => new("passes",
    [
        [Quick(number), Quick(number), TaskSpec.Call(() => SoakTasks.FailUntil(9, TaskContext.Current)) with { AllowFailure = true }],
        [Quick(number), Quick(number), Quick(number) with { When = RunWhen.OnFailure }],
        [Quick(number), Quick(number) with { When = RunWhen.Always }],
    ]);

    private static WorkflowSpec Failing(int number) => new("fails",
    [
        [Quick(number), TaskSpec.Call(() => SoakTasks.FailUntil(9, TaskContext.Current))],
        [Quick(number) with { When = RunWhen.OnFailure }, Quick(number)],
        [Quick(number) with { When = RunWhen.Always }, Quick(number) with { When = RunWhen.OnFailure }],
    ]);
}
