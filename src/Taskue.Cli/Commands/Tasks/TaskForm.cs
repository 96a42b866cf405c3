using Taskue.Cli.Documents;
using Taskue.Cli.Output;

namespace Taskue.Cli.Commands.Tasks;

/// <summary>How tasks are printed.</summary>
internal static class TaskForm
{
    public static readonly Form<TaskInfo> Form = new(
        [
            new("id", static (task, _) => task.Id),
            new("state", static (task, _) => Look.State(task)) { SortBy = static task => task.State },
            new("reason", static (task, _) => task.Reason) { IsWide = true },
            new("queue", static (task, _) => task.Queue) { Gives = true },
            new("title", static (task, _) => task.Title) { Gives = true },
            new("attempt", static (task, _) => task.Attempts == 0 ? "" : $"{task.Attempts}/{task.Retries + 1}") { IsRight = true, SortBy = static task => task.Attempts },
            new("created", static (task, look) => look.Time(task.CreatedAt)) { SortBy = static task => task.CreatedAt },
            new("started", static (task, look) => look.Time(task.StartedAt)) { IsWide = true, SortBy = static task => task.StartedAt },
            new("ended", static (task, look) => look.Time(task.EndedAt)) { IsWide = true, SortBy = static task => task.EndedAt },
            new("ran", static (task, look) => Look.Duration(Ran(task, look))) { IsRight = true, SortBy = static task => task.ExecutedAt - task.StartedAt },
            new("runner", static (task, _) => task.RunnerName) { IsWide = true, Gives = true },
            new("workflow", static (task, _) => task.WorkflowId) { IsWide = true },
            new("stage", static (task, _) => task.Stage?.ToString(System.Globalization.CultureInfo.InvariantCulture)) { IsWide = true, IsRight = true, SortBy = static task => task.Stage },
            new("error", static (task, _) => task.Error?.Message) { IsWide = true, Gives = true },
            new("method", static (task, _) => task.Method) { IsWide = true, Gives = true },
        ],
        static task => task.Id,
        TaskDocument.Of);

    /// <summary>How long its last attempt took, or has taken so far.</summary>
    public static TimeSpan? Ran(TaskInfo task, Look look) => task switch
    {
        { State: TaskState.Running, StartedAt: { } started } => look.Since(started) is var since && since > TimeSpan.Zero ? since : TimeSpan.Zero,
        { StartedAt: { } started, ExecutedAt: { } ended } => ended - started,
        _ => null,
    };
}
