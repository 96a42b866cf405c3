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
            new("failed", static (flow, _) => Failed(flow) is var failed and > 0 ? new Cell(Words.Of(failed), flow.State == WorkflowState.Failed ? Tone.Bad : Tone.Warning) : "") { IsRight = true, SortBy = static flow => Failed(flow) },
            new("title", static (flow, _) => flow.Title) { Gives = true },
            new("created", static (flow, look) => look.Time(flow.CreatedAt)) { SortBy = static flow => flow.CreatedAt },
            new("started", static (flow, look) => look.Time(flow.StartedAt)) { IsWide = true, SortBy = static flow => flow.StartedAt },
            new("ended", static (flow, look) => look.Time(flow.DoneAt)) { IsWide = true, SortBy = static flow => flow.DoneAt },
            new("ran", static (flow, look) => Look.Duration(Ran(flow, look))) { IsRight = true, SortBy = static flow => flow.DoneAt - flow.StartedAt },
            new("warnings", static (flow, _) => flow.Warnings == 0 ? "" : flow.Warnings.ToString(CultureInfo.InvariantCulture)) { IsWide = true, IsRight = true, SortBy = static flow => flow.Warnings },
        ],
        static flow => flow.Id,
        WorkflowDocument.Of);

    /// <summary>How long it took, or has taken so far.</summary>
    public static TimeSpan? Ran(WorkflowInfo flow, Look look) => flow switch
    {
        { StartedAt: { } started, DoneAt: { } done } => done - started,
        { StartedAt: { } started, State: WorkflowState.Running } => look.Since(started) is var since && since > TimeSpan.Zero ? since : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>How many tasks failed, allowed failures included.</summary>
    public static long Failed(WorkflowInfo flow) => Enum.GetValues<TaskState>().Where(state => state.IsFailure()).Sum(state => flow.Counts[state]);

    /// <summary>The tasks of a stage by state: <c>3 passed, 1 running</c>.</summary>
    public static string Counts(IEnumerable<TaskInfo> tasks) => string.Join(", ", tasks
        .GroupBy(static task => (task.State, Allowed: task.State.IsFailure() && task.AllowFailure)).OrderBy(static group => group.Key)
        .Select(static group => $"{Words.Of((long)group.Count())} {Words.Of(group.Key.State)}{(group.Key.Allowed ? " (allowed)" : "")}"));
}
