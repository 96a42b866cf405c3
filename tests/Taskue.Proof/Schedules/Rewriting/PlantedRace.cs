using Mono.Cecil;

namespace Taskue.Proof.Schedules.Rewriting;

/// <summary>A defect planted into the copy of the product: the schedules must find it.</summary>
/// <param name="Name">What it is called in reports, and in the files of schedules that it broke.</param>
/// <param name="Scenario">The scenario that finds it.</param>
/// <param name="Breaks">The rule that it breaks, in one line.</param>
/// <param name="Edit">Makes it.</param>
internal sealed record PlantedRace(string Name, string Scenario, string Breaks, Action<ModuleDefinition> Edit)
{
    public static IReadOnlyList<PlantedRace> All { get; } =
    [
        new("slot-leaked", "work", "an ended task frees its slot",
            module => module.Method("Slots", "Release").Skip("Interlocked", "Decrement")),
        new("slot-free-before-outcome", "work", "the store never holds more for a runner than it has slots", module =>
        {
            MethodDefinition put = module.Method("Slots", "PutDown");
            put.Skip("Slots", "Release");
            put.CallFirst("Release");
        }),
        new("outcome-not-atomic", "stop", "a start has one outcome", module =>
        {
            module.Method("RunningTask", "Settle").Tear();
            module.Method("RunningTask", "Abandon").Tear();
        }),
        new("wake-up-forgotten", "work", "a wake-up that comes during a call is heard", module => module.Method("Dispatcher", "Turn").ClearAfter("Dispatcher", "Repeat", "woken")),
        new("sleeps-without-a-second-look", "work", "an outcome that is put down as the loop lies down wakes it",
            module => module.Method("Dispatcher", "Await").Skip("Slots", "get_HasFinished", only: 0)),
        new("signal-to-nobody", "work", "an outcome wakes the loop", module => module.Method("Slots", "PutDown").Skip("Action", "Invoke")),
        new("claims-while-stopping", "stop", "a stopping runner takes no more", module => module.Method("Dispatcher", "Turn").Forget("stopping")),
        new("claims-after-hand-back", "stop", "what a call under way brings is handed back, too", module => module.Method("Dispatcher", "BeginClaimed").Forget("handsBack")),
        new("behind-and-not-resynced", "rollback", "a runner whose store has forgotten calls names what it holds", module => module.Method("Dispatcher", "Repeat").Skip("Dispatcher", "Resync", answer: 1)),
        new("told-and-still-held", "rollback", "what a call tells is held no more", module => module.Method("Slots", "Gather").Skip("Slots", "Forget")),
        new("earlier-start-kept", "overtaken", "a task that comes again frees the slot of its earlier start",
            module => module.Method("Slots", "Begin").Skip("Slots", "Drop")),
        new("dead-and-not-cancelled", "death", "the bodies of a runner that was declared dead are cancelled",
            module => module.Method("TaskueRunner", "EndedByDeathAsync").Skip("Dispatcher", "Discard")),
        new("token-after-the-timeout", "timeouts", "a token that is first asked for after the timeout has fired", module => module.Method("RunningTask", "get_CancellationToken").Forget("cancelled")),
        new("grace-without-end", "timeouts", "at the end of the grace the slot is free", module => module.Method("Slots", "Watch").Skip("Slots", "Abandon")),
        new("no-more-threads", "work", "blocked bodies do not keep others from a thread", module => module.Method("Slots", "Watch").Skip("WorkerPool", "Grow")),
        new("idle-thread-not-woken", "work", "work that comes wakes an idle thread", module => module.Method("WorkerPool", "Bring_NeedsLock").Skip("Monitor", "Pulse")),
        new("lost-thread-still-counted", "timeouts", "a thread that its task keeps is replaced", module => module.Method("Slots", "Abandon").Skip("WorkerPool", "WriteOff")),
        new("heartbeat-silent", "commands", "a runner says on a period that it lives", module => module.Method("Heartbeat", "Run").Skip("ManualResetEventSlim", "Wait", answer: 1, only: 0)),
        new("obeyed-when-heard-first", "commands", "of commands that two threads hear in the wrong order the last one stands", module => module.Method("TaskueRunner", "Obey").ObeyOnce()),
        new("outcome-before-its-log", "logs", "an outcome waits for the last lines", module => module.Method("Slots", "Settle").Skip("RunningTask", "get_HasLog")),
        new("outcome-left-in-its-log", "logs", "an outcome that waits for its log is told", module => module.Method("TaskLog", "Shipped").Skip("TaskLog", "TakeThen_NeedsLock")),
        new("patience-from-the-beginning", "logs", "a store that does not take lines is given time from its first refusal on",
            module => module.Method("LogShipper", "Send").Skip("Stopwatch", "GetTimestamp")),
        new("console-waited-for", "console", "who prints waits for no writer from before", module => module.Method("ConsoleOutlet", "Write").WaitForLock()),
        new("left-and-nobody-told", "console", "what is left for others to print is printed", module => module.Method("ConsoleOutlet", "Leave").Skip("ThreadPool", "UnsafeQueueUserWorkItem")),
        new("exception-read-without-guard", "reports", "an exception that cannot be read is told by its type, at once", module => module.Method("ExceptionText", "Read").Unguard()),
        new("type-not-noted", "reports", "an exception that is never read to its end is told by its type", module => module.Method("RunningTask", "Failed").Skip("RunningTask", "NoteThrown")),
        new("disposal-keeps-thread", "reports", "a disposal that never ends costs no thread", module => module.Method("Slots", "Watch").Skip("WorkerPool", "WriteOffLeaving")),
        new("logger-holds-dispatch", "reports", "no logger holds up the dispatch", module => module.Method("RunnerLife", ".ctor").SkipMaking("DetachedLogger")),
        new("joined-calls-without-lock", "coalescer", "one call at a time", module => module.Method("Coalescer`2", "AddAsync").Unlock()),
        new("next-call-without-lock", "coalescer", "nobody who asks is forgotten", module => module.Method("Coalescer`2", "Next").Unlock()),
    ];

    public static PlantedRace Find(string name) => All.FirstOrDefault(one => one.Name == name)
        ?? throw new FormatException($"There is no planted race '{name}': they are {string.Join(", ", All.Select(one => one.Name))}.");
}
