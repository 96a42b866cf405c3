using Taskue.Store;

namespace Taskue;

/// <summary>Reads what a <see cref="NamespaceStatus"/> is made of.</summary>
internal static class StatusReader
{
    /// <summary>How many failures are looked at.</summary>
    public const int MostFailures = 100;

    /// <summary>How many tasks of a queue, and of how many queues, are looked at to say what a runner needs for them.</summary>
    private const int MostWaiting = 100, MostQueues = 50;

    private static readonly TaskState[] Failures = [TaskState.Failed, TaskState.Errored, TaskState.TimedOut, TaskState.Terminated];

    /// <param name="store">The store.</param>
    /// <param name="list">Lists tasks of several states.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<NamespaceStatus> ReadAsync(
        IStore store, Func<TaskQuery, Task<IReadOnlyList<TaskInfo>>> list, CancellationToken cancellationToken)
    {
        IReadOnlyList<RunnerInfo> runners = await store.RunnersAsync(cancellationToken).ConfigureAwait(false);
        RunningNow running = await store.RunningAsync(null, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<LongTask> slow = await store.LongRunningAsync(UsualTime.Least, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TaskInfo> failed = await list(new TaskQuery { States = Failures, Limit = MostFailures }).ConfigureAwait(false);
        NamespaceOverview overview = await store.OverviewAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = overview.At;
        RunnerInfo[] living = [.. runners.Where(runner => runner.IsAlive)];
        QueueInfo[] queues = Served(overview.Queues, runners, running);
        var problems = new List<Problem>();
        foreach (QueueInfo queue in queues.Where(queue => queue.Pending > 0).OrderByDescending(queue => queue.Pending).Take(MostQueues))
        {
            problems.AddRange(QueueProblems.Of(queue, await WaitingAsync(store, queue, cancellationToken).ConfigureAwait(false), living, now));
        }

        problems.AddRange(TaskProblems.LongRunning(slow));
        problems.AddRange(RunnerProblems.Of(runners, now));
        problems.AddRange(TaskProblems.Failures(failed, now));
        return new NamespaceStatus
        {
            Overview = overview, Queues = queues, LastFailures = failed, RecentFailures = TaskProblems.RecentFailures(failed, now),
            Runners = [.. living, .. runners.Where(runner => runner.State == RunnerState.Dead && now - runner.EndedAt < NamespaceStatus.Lately)],
            Problems = [.. problems.OrderBy(problem => problem.Kind)],
        };
    }

    /// <summary>Queues with what runs from them and which living runners serve them.</summary>
    public static QueueInfo[] Served(IReadOnlyList<QueueInfo> queues, IEnumerable<RunnerInfo> runners, RunningNow running)
    {
        ILookup<string, RunnerInfo> serving = runners.Where(runner => runner.IsAlive)
            .SelectMany(runner => runner.Queues.Select(queue => (Queue: queue, Runner: runner)))
            .ToLookup(one => one.Queue, one => one.Runner, StringComparer.Ordinal);
        return [.. queues.Select(queue => queue with { Running = running.ByQueue.GetValueOrDefault(queue.Name), Runners = [.. serving[queue.Name]] })];
    }

    /// <summary>The first tasks of a queue, and the last ones of it if any is held: held ones come behind the others.</summary>
    private static async Task<IReadOnlyList<TaskInfo>> WaitingAsync(IStore store, QueueInfo queue, CancellationToken cancellationToken)
    {
        var query = new TaskQuery { Queue = queue.Name, State = TaskState.Pending, Limit = MostWaiting };
        IReadOnlyList<TaskInfo> first = await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
        if (queue.Held == 0 || queue.Pending <= MostWaiting)
        {
            return first;
        }

        int last = (int)Math.Min(((queue.Pending - 1) / MostWaiting) + 1, int.MaxValue);
        return [.. first, .. await store.ListAsync(query with { Page = last }, cancellationToken).ConfigureAwait(false)];
    }
}
