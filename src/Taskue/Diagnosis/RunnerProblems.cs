namespace Taskue;

/// <summary>What runners announce that needs attention, and what became of those that died.</summary>
internal static class RunnerProblems
{
    public static IEnumerable<Problem> Of(IReadOnlyList<RunnerInfo> runners, DateTimeOffset now)
    {
        RunnerInfo[] living = [.. runners.Where(runner => runner.IsAlive)];
        foreach (RunnerInfo runner in living.Where(runner => runner.StuckTasks > 0))
        {
            yield return new Problem(ProblemKind.Stuck, "stuck_bodies",
                $"runner {runner.Name}: "
                    + $"{Words.Count(runner.StuckTasks, "body that ignored its timeout still runs", "bodies that ignored their timeouts still run")}",
                Advice.Drain(runner));
        }

        foreach (RunnerInfo runner in living.Where(runner => runner.ModuleFaults.Count > 0))
        {
            yield return new Problem(ProblemKind.Failing, "module_faults",
                $"runner {runner.Name} cannot use {Words.Count(runner.ModuleFaults.Count, "module", "modules")}: {runner.ModuleFaults[0]}",
                Advice.MendModule(runner));
        }

        foreach (RunnerInfo runner in Dead(runners, now))
        {
            yield return new Problem(ProblemKind.Failing, "runner_dead",
                $"runner {runner.Name} on {runner.Host} died {Words.Ago(runner.EndedAt, now)}: {After(runner)}", Advice.RestartRunner(runner));
        }
    }

    /// <summary>Those that died lately and whose name no living runner has taken.</summary>
    private static IEnumerable<RunnerInfo> Dead(IReadOnlyList<RunnerInfo> runners, DateTimeOffset now) => runners
        .GroupBy(runner => runner.Name, StringComparer.Ordinal).Where(group => !group.Any(runner => runner.IsAlive))
        .Select(group => group.MaxBy(runner => runner.StartedAt)!)
        .Where(runner => runner.State == RunnerState.Dead && now - runner.EndedAt < NamespaceStatus.Lately).OrderByDescending(runner => runner.EndedAt);

    private static string After(RunnerInfo runner) => runner.Rescheduled + runner.Terminated == 0 ? "it held no task"
        : $"{Words.Count(runner.Rescheduled, "task", "tasks")} queued again, {Words.Count(runner.Terminated)} terminated";
}
