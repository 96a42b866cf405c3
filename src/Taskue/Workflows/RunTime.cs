namespace Taskue;

/// <summary>How long tasks ran, together.</summary>
internal static class RunTime
{
    /// <summary>How long at least one of them ran; <see langword="null"/> if none did. Starts that were held or end of which is unknown do not count.</summary>
    public static TimeSpan? Of(IEnumerable<TaskInfo> tasks)
    {
        TimeSpan? ran = null;
        DateTimeOffset until = DateTimeOffset.MinValue;
        foreach ((DateTimeOffset start, DateTimeOffset end) in tasks.SelectMany(Starts).OrderBy(start => start.Start))
        {
            DateTimeOffset from = start > until ? start : until;
            ran = (ran ?? TimeSpan.Zero) + (end > from ? end - from : TimeSpan.Zero);
            until = end > until ? end : until;
        }

        return ran;
    }

    private static IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> Starts(TaskInfo task)
    {
        foreach (TaskAttempt attempt in task.EarlierAttempts.Where(attempt => attempt.Outcome != "held"))
        {
            yield return (attempt.StartedAt, attempt.EndedAt);
        }

        if (task is { StartedAt: { } started, EndedAt: { } ended })
        {
            yield return (started, ended);
        }
    }
}
