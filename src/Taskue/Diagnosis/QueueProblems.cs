namespace Taskue;

/// <summary>What keeps the tasks of a queue from being run, or run in time.</summary>
internal static class QueueProblems
{
    /// <summary>How long the oldest task of a queue may wait before it is late.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    /// <param name="queue">The queue, with its runners.</param>
    /// <param name="tasks">Some of the tasks in it, held ones among them.</param>
    /// <param name="living">All living runners.</param>
    /// <param name="now">The server's clock.</param>
    public static IEnumerable<Problem> Of(QueueInfo queue, IReadOnlyList<TaskInfo> tasks, IReadOnlyList<RunnerInfo> living, DateTimeOffset now)
    {
        string[] waiting = [.. tasks.Where(task => task.Reason != "held").Select(task => task.Method)],
            held = [.. tasks.Where(task => task.Reason == "held").Select(task => task.Method)];
        foreach (IGrouping<string?, string> blocked in waiting.DefaultIfEmpty("").GroupBy(method => BlockedBy(queue, method, now)))
        {
            if (queue.Pending > queue.Held && blocked.Key is { } code)
            {
                yield return Blocked(queue, code, [.. blocked], living, now);
            }
        }

        if (queue.Held > 0 && !held.All(method => queue.Runners.Any(runner => runner.CanRun(method) == true)))
        {
            RunnerNeeds needs = RunnerNeeds.Of(held);
            string takes = needs.Text.Length > 0 ? $": that takes {needs.Text}" : "";
            string count = Words.Count(queue.Held, "task is", "tasks are"), them = queue.Held == 1 ? "it" : "them";
            yield return new Problem(ProblemKind.Stuck, "held", $"queue {queue.Name}: {count} held, as no runner that serves it could run {them}{takes}",
                held.Length > 0 ? Advice.StartRunner(queue.Name, needs, "Start a runner that can") : Advice.ListPending(queue.Name));
        }

        if (now - queue.OldestAt > Late && waiting.Any(method => BlockedBy(queue, method, now) is null))
        {
            int slots = queue.Runners.Sum(runner => runner.Concurrency), used = queue.Runners.Sum(runner => Math.Min(runner.Running, runner.Concurrency));
            yield return new Problem(ProblemKind.Behind, "late",
                $"queue {queue.Name}: {Waits(queue)}, the oldest for {DurationText.Of(now - queue.OldestAt!.Value)},"
                    + $" {Words.Count(used)} of {Words.Count(slots, "slot", "slots")} used",
                Advice.StartRunner(queue.Name, RunnerNeeds.Of(waiting), "Start another"));
        }
    }

    private static string? BlockedBy(QueueInfo queue, string method, DateTimeOffset now) =>
        new ServingRunners(queue.Name, queue.Runners, method, now).Blocked;

    private static Problem Blocked(QueueInfo queue, string code, string[] methods, IReadOnlyList<RunnerInfo> living, DateTimeOffset now)
    {
        RunnerNeeds needs = RunnerNeeds.Of(methods);
        var runners = new ServingRunners(queue.Name, queue.Runners, methods[0], now);
        (string why, string remedy) = code switch
        {
            "no_runner" => ($"no runner serves it{Meant(queue, living)}", Advice.StartRunner(queue.Name, needs)),
            "runners_silent" => ("no heartbeat of a runner that serves it came in time",
                Advice.StartRunner(queue.Name, needs, $"{Advice.LookAtProcess(runners.All[0])}, or start another")),
            "runners_stopping" => ("every runner that serves it is stopping", Advice.StartRunner(queue.Name, needs, "Start another")),
            "no_able_runner" => ($"no runner that serves it can run {(queue.Pending - queue.Held == 1 ? "it" : "all of them")}: that takes {needs.Text}",
                Advice.StartRunner(queue.Name, needs, "Start a runner that can")),
            _ => ("every runner that serves it is paused", Advice.Resume(runners.Able[0])),
        };
        return new Problem(ProblemKind.Stuck, code, $"queue {queue.Name}: {Waits(queue)}, and {why}", remedy);
    }

    private static string Waits(QueueInfo queue) => Words.Count(queue.Pending - queue.Held, "task waits", "tasks wait");

    private static string Meant(QueueInfo queue, IEnumerable<RunnerInfo> living) =>
        ServingRunners.Meant(queue.Name, living.SelectMany(runner => runner.Queues)) is { } near ? $" (did you mean '{near}'?)" : "";
}
