namespace Taskue;

/// <summary>The living runners that serve a queue, and which of them would take a task of it now.</summary>
internal sealed class ServingRunners
{
    /// <param name="queue">The queue.</param>
    /// <param name="living">Living runners; those of other queues are left out.</param>
    /// <param name="method">The task's stored method; empty if it cannot be read.</param>
    /// <param name="now">The server's clock.</param>
    public ServingRunners(string queue, IEnumerable<RunnerInfo> living, string method, DateTimeOffset now)
    {
        All = [.. living.Where(runner => runner.Queues.Contains(queue, StringComparer.Ordinal))];
        Awake = [.. All.Where(runner => runner.HeartbeatExpiresAt >= now)];
        Working = [.. Awake.Where(runner => runner.State != RunnerState.Stopping)];
        Able = [.. Working.Where(runner => method.Length == 0 || runner.CanRun(method) != false)];
        Taking = [.. Able.Where(runner => !runner.Paused)];
    }

    /// <summary>The queue that was probably meant by one that no runner serves. Short names that differ in one letter are likely both meant.</summary>
    public static string? Meant(string queue, IEnumerable<string> served) =>
        queue.Length < 4 ? null : Nearest.Of(queue, served.Distinct(StringComparer.Ordinal));

    public RunnerInfo[] All { get; }

    /// <summary>Those whose heartbeat came in time.</summary>
    public RunnerInfo[] Awake { get; }

    /// <summary>Those of them that are not stopping.</summary>
    public RunnerInfo[] Working { get; }

    /// <summary>Those of them that can run the task, or may be able to.</summary>
    public RunnerInfo[] Able { get; }

    /// <summary>Those of them that are not paused.</summary>
    public RunnerInfo[] Taking { get; }

    /// <summary>Why no runner takes the task, as a code of <see cref="Explanation.Code"/>; null if one does.</summary>
    public string? Blocked => All.Length == 0 ? "no_runner"
        : Awake.Length == 0 ? "runners_silent"
        : Working.Length == 0 ? "runners_stopping"
        : Able.Length == 0 ? "no_able_runner"
        : Taking.Length == 0 ? "runners_paused" : null;
}
