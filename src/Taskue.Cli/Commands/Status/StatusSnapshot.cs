namespace Taskue.Cli.Commands.Status;

/// <summary>What is to be mended, and how.</summary>
/// <param name="Text">What is wrong.</param>
/// <param name="Remedy">What to type.</param>
internal sealed record Problem(string Text, string Remedy);

/// <summary>A namespace at a moment, and three answers about it: is anything stuck, failing, falling behind?</summary>
internal sealed class StatusSnapshot
{
    /// <summary>How long the oldest task of a queue may wait before it has fallen behind.</summary>
    public static readonly TimeSpan Behind = TimeSpan.FromMinutes(1);

    /// <summary>How far back failures are counted.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    private const int MostFailures = 100;

    private static readonly TaskState[] Failures = [TaskState.Failed, TaskState.Errored, TaskState.TimedOut, TaskState.Terminated];

    private StatusSnapshot(NamespaceOverview overview, IReadOnlyList<QueueInfo> queues, IReadOnlyList<RunnerInfo> runners, IReadOnlyList<TaskInfo> failed)
    {
        Overview = overview;
        Queues = queues;
        Runners = [.. runners.Where(runner => runner.IsAlive), .. runners.Where(runner => runner.State == RunnerState.Dead && overview.At - runner.EndedAt < Lately)];
        LastFailures = failed;
        RecentFailures = failed.Count(task => overview.At - task.EndedAt < Lately);
        Stuck = [.. FindStuck()];
        Late = [.. FindLate()];
    }

    public NamespaceOverview Overview { get; }

    public IReadOnlyList<QueueInfo> Queues { get; }

    /// <summary>The living, and those that died lately.</summary>
    public IReadOnlyList<RunnerInfo> Runners { get; }

    public IReadOnlyList<TaskInfo> LastFailures { get; }

    /// <summary>How many of the last hundred failures are of the last hour.</summary>
    public int RecentFailures { get; }

    public IReadOnlyList<Problem> Stuck { get; }

    public IReadOnlyList<Problem> Late { get; }

    public string FailingText => RecentFailures == 0 ? "no"
        : $"yes: {(RecentFailures >= MostFailures ? $"{MostFailures} or more tasks" : RecentFailures == 1 ? "1 task" : $"{RecentFailures} tasks")} failed in the last hour";

    public static async Task<StatusSnapshot> ReadAsync(TaskueClient taskue, CancellationToken cancellationToken)
    {
        Task<NamespaceOverview> overview = taskue.GetOverviewAsync(cancellationToken);
        Task<IReadOnlyList<QueueInfo>> queues = taskue.ListQueuesAsync(cancellationToken);
        Task<IReadOnlyList<RunnerInfo>> runners = taskue.ListRunnersAsync(cancellationToken);
        Task<IReadOnlyList<TaskInfo>> failed = taskue.ListTasksAsync(new TaskQuery { States = Failures, Limit = MostFailures }, cancellationToken);
        return new StatusSnapshot(await overview, await queues, await runners, await failed);
    }

    private IEnumerable<Problem> FindStuck()
    {
        foreach (QueueInfo queue in Queues.Where(queue => queue.Pending > 0))
        {
            string waiting = $"{Output.Words.Of(queue.Pending)} {(queue.Pending == 1 ? "task waits" : "tasks wait")}";
            if (queue.Runners.Count == 0)
            {
                yield return new Problem($"queue {queue.Name}: {waiting}, and no runner serves it", $"taskue runner start -n NAME -q {queue.Name}");
            }
            else if (queue.Runners.All(runner => runner.Paused))
            {
                yield return new Problem($"queue {queue.Name}: {waiting}, and every runner that serves it is paused", $"taskue runner resume {queue.Runners[0].Name}");
            }
            else if (queue.Runners.All(runner => runner.HeartbeatExpiresAt < Overview.At))
            {
                yield return new Problem($"queue {queue.Name}: {waiting}, and no runner that serves it has said lately that it lives", "taskue runner list");
            }

            if (queue.Held > 0)
            {
                yield return new Problem($"queue {queue.Name}: {Output.Words.Of(queue.Held)} held, as no runner knew the method", $"taskue task list --state pending --queue {queue.Name}; taskue why ID");
            }
        }
    }

    private IEnumerable<Problem> FindLate()
    {
        foreach (QueueInfo queue in Queues.Where(queue => Overview.At - queue.OldestAt > Behind && queue.Runners.Count > 0))
        {
            int slots = queue.Runners.Sum(runner => runner.Concurrency), used = queue.Runners.Sum(runner => runner.Running);
            yield return new Problem(
                $"queue {queue.Name}: {Output.Words.Of(queue.Pending)} waiting, the oldest for {Output.Words.Of(Overview.At - queue.OldestAt!.Value)}, {used} of {slots} slots used",
                $"taskue runner start -n NAME -q {queue.Name}");
        }
    }
}
