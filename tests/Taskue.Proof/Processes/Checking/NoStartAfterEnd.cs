namespace Taskue.Proof.Processes;

/// <summary>
/// No body begins once its task has ended in the store. A start that was taken from its runner before may: who was frozen between the claim and the
/// body cannot know; its result is refused.
/// </summary>
internal static class NoStartAfterEnd
{
    /// <summary>Both clocks are the machine's, told in whole milliseconds.</summary>
    private const long GranularityMs = 2;

    public static IEnumerable<string> Broken(Evidence evidence) =>
        from task in evidence.Tasks.Values
        where task.End is not null
        from body in Late(task)
        where !task.Tries.Any(one => one.Starts == body.Starts && one.Outcome == "runner_died") && !(task.End!.Reason == "runner_died" && task.End.Starts == body.Starts)
        select $"start {body.Starts} of {task} began {body.AtMs - task.End!.EndedMs} ms after the task's end by start {task.End!.Starts}";

    /// <summary>The bodies of a task that began after its end.</summary>
    public static IEnumerable<ProcessHost.BodyRecord> Late(TaskCase task) =>
        task.Begun.Where(body => body.AtMs > task.End!.EndedMs + GranularityMs);
}
