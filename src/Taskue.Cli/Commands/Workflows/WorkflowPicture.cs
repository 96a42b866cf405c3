using Taskue.Cli.Commands.Watching;
using Taskue.Cli.Output;

namespace Taskue.Cli.Commands.Workflows;

/// <summary>A workflow on a terminal: a line a stage, and below it what runs or has failed. What has passed is folded.</summary>
internal static class WorkflowPicture
{
    private const int Bar = 20, MostTasks = 8;

    public static IEnumerable<string> Of(WorkflowInfo flow, Explanation? why, Look look)
    {
        Cell state = Look.State(flow.State);
        yield return look.Line([new(Look.Safe(flow.Title), Tone.Strong), $"  {flow.Id}"]);
        foreach (StageInfo stage in flow.Stages)
        {
            yield return StageLine(stage, look);
            TaskInfo[] open = [.. stage.Tasks.Where(Unfolded).OrderBy(task => task.State == TaskState.Running ? 1 : 0)];
            foreach (TaskInfo task in open.Take(MostTasks))
            {
                yield return TaskSteps.Line(task, look, "    ");
            }

            if (open.Length > MostTasks)
            {
                yield return look.Line([new($"      and {Words.Of((long)open.Length - MostTasks)} more", Tone.Quiet)]);
            }
        }

        string ran = WorkflowForm.Took(flow, look) is { } time ? $" {(flow.DoneAt is null ? "for" : "in")} {Words.Of(time)}" : "";
        string warnings = flow.Warnings == 0 ? "" : $", {Words.Of(flow.Warnings, "failure")} allowed";
        yield return look.Line([new Cell(look.Icon(state.Tone) + " " + state.Text, state.Tone), $"{ran}: {flow.StagesDone} of {Words.Of(flow.StageCount, "stage")}{warnings}"]);
        foreach (string line in why is null ? [] : look.Wrapped([why.Sentence, .. why.NextSteps.Take(1)], "  "))
        {
            yield return look.Painted(line, Tone.Warning);
        }
    }

    // Red is for what needs a person: what failed, and what is being tried again.
    private static bool Unfolded(TaskInfo task) => task.State == TaskState.Running || task.State.IsFailure() || (task.Attempts > 0 && !task.State.IsFinal());

    private static string StageLine(StageInfo stage, Look look)
    {
        Cell state = Look.State(stage.State);
        List<Cell> cells = [new Cell($"  {look.Icon(state.Tone)} {state.Text,-8} ", state.Tone), $"stage {stage.Index}  "];
        if (stage.State == StageState.Running)
        {
            int filled = stage.TaskCount == 0 ? 0 : Bar * stage.Tasks.Count(task => task.State.IsFinal()) / stage.TaskCount;
            cells.Add(new(new string(look.Settings.Unicode ? '━' : '#', filled), Tone.Good));
            cells.Add(new(new string(look.Settings.Unicode ? '─' : '-', Bar - filled) + "  ", Tone.Quiet));
        }

        cells.Add(new(stage.State == StageState.Pending ? Words.Of(stage.TaskCount, "task") : WorkflowForm.Counts(stage.Tasks), Tone.Quiet));
        if (stage.Ran is { } ran)
        {
            cells.Add($"  {Words.Of(ran)}");
        }

        return look.Line(cells);
    }
}
