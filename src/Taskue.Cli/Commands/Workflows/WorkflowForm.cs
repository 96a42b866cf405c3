using System.Globalization;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;

namespace Taskue.Cli.Commands.Workflows;

/// <summary>How workflows are printed.</summary>
internal static class WorkflowForm
{
    public static readonly Form<WorkflowInfo> Form = new(
        [
            new("id", static (flow, _) => flow.Id),
            new("state", static (flow, _) => Look.State(flow.State)) { SortBy = static flow => flow.State },
            new("stages", static (flow, _) => $"{flow.StagesDone}/{flow.StageCount}") { IsRight = true, SortBy = static flow => flow.StagesDone },
            new("tasks", static (flow, _) => Words.Of(flow.Counts.Total)) { IsRight = true, SortBy = static flow => flow.Counts.Total },
            new("failed", static (flow, _) => Failed(flow)) { IsRight = true, SortBy = static flow => flow.Failures },
            new("title", static (flow, _) => flow.Title) { Gives = true },
            new("created", static (flow, look) => look.Time(flow.CreatedAt)) { SortBy = static flow => flow.CreatedAt },
            new("started", static (flow, look) => look.Time(flow.StartedAt)) { IsWide = true, SortBy = static flow => flow.StartedAt },
            new("ended", static (flow, look) => look.Time(flow.DoneAt)) { IsWide = true, SortBy = static flow => flow.DoneAt },
            new("took", static (flow, look) => Look.Duration(Took(flow, look))) { IsRight = true, SortBy = static flow => flow.DoneAt - flow.StartedAt },
            new("allowed", static (flow, _) => flow.Warnings == 0 ? "" : flow.Warnings.ToString(CultureInfo.InvariantCulture))
            {
                IsWide = true, IsRight = true, SortBy = static flow => flow.Warnings,
            },
        ],
        static flow => flow.Id,
        WorkflowDocument.Of);

    /// <summary>How long it took from its first start to its end, or has taken so far; the waiting of its tasks in between counts, too.</summary>
    public static TimeSpan? Took(WorkflowInfo flow, Look look) => flow switch
    {
        { StartedAt: { } started, DoneAt: { } done } => done - started,
        { StartedAt: { } started, State: WorkflowState.Running } => look.Since(started) is var since && since > TimeSpan.Zero ? since : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>How many tasks failed, and how many were allowed to: <c>1</c>, <c>2 allowed</c>, <c>1, 2 allowed</c>.</summary>
    private static Cell Failed(WorkflowInfo flow)
    {
        string allowed = flow.Warnings == 0 ? "" : $"{Words.Of((long)flow.Warnings)} allowed";
        return flow.Failures == 0 ? new Cell(allowed, Tone.Warning)
            : new Cell(allowed.Length == 0 ? Words.Of(flow.Failures) : $"{Words.Of(flow.Failures)}, {allowed}", Tone.Bad);
    }

    /// <summary>The tasks of a stage by state: <c>3 passed, 1 running</c>.</summary>
    public static string Counts(IEnumerable<TaskInfo> tasks) => string.Join(", ", tasks
        .GroupBy(static task => (task.State, Allowed: task.State.IsFailure() && task.AllowFailure)).OrderBy(static group => group.Key)
        .Select(static group => $"{Words.Of((long)group.Count())} {Words.Of(group.Key.State)}{(group.Key.Allowed ? " (allowed)" : "")}"));
}
