namespace Taskue.Proof.Processes;

/// <summary>
/// No body begins once its task has ended in the store. A start that was taken from its runner before may: who was frozen between the claim and the
/// body cannot know; its result is refused. So may one that a runner of 0.1.0 has handed back: it begins what waits for a thread all the same.
/// </summary>
internal static class NoStartAfterEnd
{
    /// <summary>Both clocks are the machine's, told in whole milliseconds.</summary>
    private const long GranularityMs = 2;

    public static IEnumerable<string> Broken(Evidence evidence) =>
        from task in evidence.Tasks.Values
        where task.End is not null
        from body in Late(task)
        where !WasTaken(task, body.Starts)
        select $"start {body.Starts} of {task} began {body.AtMs - task.End!.EndedMs} ms after the task's end by start {task.End!.Starts}";

    /// <summary>The bodies of a task that began after its end.</summary>
    public static IEnumerable<ProcessHost.BodyRecord> Late(TaskCase task) =>
        task.Begun.Where(body => body.AtMs > task.End!.EndedMs + GranularityMs);

    private static bool WasTaken(TaskCase task, long starts) =>
        task.End is { Reason: "runner_died" } end && end.Starts == starts
        || task.Tries.Any(one => one.Starts == starts && (one.Outcome == "runner_died" || one.Outcome == "handed_back" && RunnerSlot.IsReleased(one.Runner)));
}
