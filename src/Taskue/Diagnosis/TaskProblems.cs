namespace Taskue;

/// <summary>What tasks that run or have ended say of the namespace.</summary>
internal static class TaskProblems
{
    public static int RecentFailures(IEnumerable<TaskInfo> failures, DateTimeOffset now) =>
        failures.Count(task => !task.AllowFailure && now - task.EndedAt < NamespaceStatus.Lately);

    public static IEnumerable<Problem> Failures(IReadOnlyList<TaskInfo> failures, DateTimeOffset now)
    {
        int recent = RecentFailures(failures, now);
        if (recent > 0)
        {
            TaskInfo last = failures.First(task => !task.AllowFailure);
            string count = $"{Words.Count(recent)}{(recent >= StatusReader.MostFailures ? " or more" : "")} {(recent == 1 ? "task" : "tasks")}";
            yield return new Problem(ProblemKind.Failing, "failures",
                $"{count} failed in the last hour, the last '{last.Title}' {Words.Ago(last.EndedAt, now)}",
                Advice.ReadError(last.Id));
        }
    }

    public static IEnumerable<Problem> LongRunning(IEnumerable<LongTask> tasks) => tasks.Where(one => one.Usual.IsFarOver(one.Ran)).Select(one =>
        new Problem(ProblemKind.Stuck, "runs_long",
            $"task '{one.Task.Title}' ({one.Task.Id}) has run for {DurationText.Of(one.Ran)} on {one.Task.RunnerName}; its kind takes {one.Usual}",
            Advice.ReadLog(one.Task.Id)));
}
