namespace Taskue.Proof.Processes;

/// <summary>
/// Each start from the first to the last is a failed or timed out attempt, one whose runner died, one that was handed back, or the one that ended the task;
/// attempts are as the job scripts them, whatever happened to runners.
/// </summary>
internal static class StartsAccounted
{
    /// <summary>How many earlier starts the store keeps.</summary>
    private const int Kept = 32;

    public static IEnumerable<string> Broken(Evidence evidence) =>
        from task in evidence.Tasks.Values
        where task.End is not null && task.End.Letter != 's'
        from fault in Faults(task, task.End!)
        select $"{task}, with {task.End!.Starts} starts ({string.Join(", ", task.Tries.Select(one => $"{one.Starts} {one.Outcome}"))}): {fault}";

    private static IEnumerable<string> Faults(TaskCase task, StoredEnd end)
    {
        bool whole = end.Starts <= Kept + 1;
        long first = whole ? 1 : end.Starts - Kept;
        if (!task.Tries.Select(one => one.Starts).SequenceEqual(Enumerable.Range(0, (int)(end.Starts - first)).Select(n => first + n)))
        {
            yield return $"not each start before the last is accounted for once";
        }

        string expected = task.Job.End == TaskState.TimedOut ? "timedout" : "failed";
        foreach (StoredTry one in task.Tries.Where(one => one.Outcome is not ("runner_died" or "handed_back") && one.Outcome != expected && !Held(task, one)))
        {
            yield return $"start {one.Starts} ended {one.Outcome}: {one.Message}";
        }

        int charged = task.Tries.Count(one => one.Outcome == expected), deaths = task.Tries.Count(one => one.Outcome == "runner_died");
        if (whole && (charged != end.Attempts || deaths != end.Deaths))
        {
            yield return $"{charged} attempts and {deaths} deaths are kept, and the end counts {end.Attempts} and {end.Deaths}";
        }

        if (end.Letter == 'x' ? end.Attempts > task.Job.EarlierFailures : end.Attempts != task.Job.EarlierFailures)
        {
            yield return $"{end.Attempts} attempts had failed before the last one, and {task.Job.EarlierFailures} should have";
        }

        foreach (StoredTry one in task.Tries.Where(one => task.Records && one.Outcome == "failed" && !task.Bodies.Any(body => body.Starts == one.Starts && body.What == "failed")))
        {
            yield return $"start {one.Starts} has failed in the store, and its body did not: {one.Message}";
        }
    }

    /// <summary>The released version knows no shells, and leaves them to others.</summary>
    private static bool Held(TaskCase task, StoredTry one) => one.Outcome == "held" && task.Job.Kind == ProcessHost.Job.Shell && RunnerSlot.IsReleased(one.Runner);
}
