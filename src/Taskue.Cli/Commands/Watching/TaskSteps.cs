using Taskue.Cli.Commands.Tasks;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;

namespace Taskue.Cli.Commands.Watching;

/// <summary>Tasks as they are watched.</summary>
internal static class TaskSteps
{
    /// <summary>A task in a line off a terminal.</summary>
    public static Step Of(TaskInfo task, Look look) => new(task.Id, Plain(task, look), new StepDocument(
        "task", task.Id, task.Stage, task.Title, Words.Of(task.State), task.Attempts, (task.ExecutedAt - task.StartedAt)?.TotalMilliseconds, task.RunnerName, task.Error?.Message));

    /// <summary>A task in a line of a picture.</summary>
    public static string Line(TaskInfo task, Look look, string indent)
    {
        Cell state = Look.State(task.State, task.AllowFailure);
        return look.Line(
            [
                indent, new Cell($"{look.Icon(state.Tone)} {state.Text,-10} ", state.Tone), Look.Safe(task.Title),
                new Cell(Tail(task, look), Tone.Quiet),
                task.Error is { } error && task.State.IsFailure() ? new Cell($"  {Look.Safe(error.Message)}", state.Tone) : "",
            ]);
    }

    private static string Plain(TaskInfo task, Look look)
    {
        Cell state = Look.State(task.State, task.AllowFailure);
        string stage = task.Stage is { } index ? $"stage {index}  " : "";
        string error = task.Error is { } fault && task.State.IsFailure() ? $"  {Look.Safe(fault.Message)}" : "";
        return $"{look.Painted(state.Text.PadRight(10), state.Tone)}  {stage}{task.Id}  {Look.Safe(task.Title)}{Tail(task, look)}{error}";
    }

    private static string Tail(TaskInfo task, Look look) =>
        (TaskForm.Ran(task, look) is { } ran ? $"  {Words.Of(ran)}" : "")
        + (task.RunnerName is null || task.State is TaskState.Created or TaskState.Pending ? "" : $"  {task.RunnerName}")
        + (task.Attempts > 1 ? $"  attempt {task.Attempts} of {task.Retries + 1}" : "")
        + (task.Reason is null ? "" : $"  ({task.Reason})")
        + (task.State.IsFailure() && task.AllowFailure ? "  allowed" : "");
}
