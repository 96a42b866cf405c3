using System.Globalization;

namespace Taskue.Store;

/// <summary>What explain.lua saw of a task or workflow in one moment.</summary>
internal sealed record ExplainFacts
{
    public required string Id { get; init; }

    public required long NowMs { get; init; }

    /// <summary>The task that was asked about; null for a workflow.</summary>
    public TaskInfo? Task { get; init; }

    /// <summary>The workflow: that which was asked about, or whose stage the task waits for.</summary>
    public WorkflowInfo? Workflow { get; init; }

    /// <summary>Living runners that serve the task's queue, at most 100.</summary>
    public IReadOnlyList<RunnerInfo> Serving { get; init; } = [];

    /// <summary>Up to three tasks that the present stage still waits for.</summary>
    public IReadOnlyList<TaskInfo> Stage { get; init; } = [];

    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>The task that asks because it waits for this one, and its runner, if a task asks.</summary>
    public (string Task, string Runner)? Asker { get; init; }

    /// <summary>The tasks on one of these runners that wait for a task or its workflow to end.</summary>
    public IEnumerable<(string Task, string Runner)> WaitersFor(TaskInfo task, IEnumerable<RunnerInfo> runners) => runners
        .SelectMany(runner => runner.Announced.Waits.Where(wait => wait.For == task.Id || wait.For == task.WorkflowId).Select(wait => (wait.Task, runner.Name)))
        .Concat(Asker is { } asker && runners.Any(runner => runner.Name == asker.Runner) ? [asker] : []).Distinct();

    public DateTimeOffset Now => TaskView.Time(NowMs);

    public bool Has(string name) => Values.GetValueOrDefault(name, "").Length > 0;

    public long? Number(string name) =>
        double.TryParse(Values.GetValueOrDefault(name, ""), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? (long)number : null;

    public DateTimeOffset? Stamp(string name) => TaskView.Time(Number(name));
}
