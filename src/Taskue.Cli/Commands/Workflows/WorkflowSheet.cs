using System.Globalization;
using Taskue.Cli.Commands.Tasks;
using Taskue.Cli.Output;

namespace Taskue.Cli.Commands.Workflows;

/// <summary>Everything of one workflow that someone on call wants to see.</summary>
internal static class WorkflowSheet
{
    private static readonly Column<StageInfo>[] Stages =
    [
        new("stage", static (stage, _) => stage.Index.ToString(CultureInfo.InvariantCulture)) { IsRight = true },
        new("state", static (stage, _) => Look.State(stage.State)),
        new("tasks", static (stage, _) => Words.Of((long)stage.TaskCount)) { IsRight = true },
        new("started", static (stage, look) => look.Time(stage.StartedAt)),
        new("ran", static (stage, _) => Look.Duration(stage.Ran)) { IsRight = true },
        new("of them", static (stage, _) => WorkflowForm.Counts(stage.Tasks)) { Gives = true },
    ];

    private static readonly Column<TaskInfo>[] Tasks =
    [
        new("stage", static (task, _) => task.Stage?.ToString(CultureInfo.InvariantCulture)) { IsRight = true },
        new("id", static (task, _) => task.Id),
        new("state", static (task, _) => Look.State(task)),
        new("title", static (task, _) => task.Title) { Gives = true },
        new("attempt", static (task, _) => task.Attempts == 0 ? "" : $"{task.Attempts}/{task.Retries + 1}") { IsRight = true },
        new("ran", static (task, look) => Look.Duration(TaskForm.Ran(task, look))) { IsRight = true },
        new("runner", static (task, _) => task.RunnerName) { Gives = true },
    ];

    /// <param name="flow">The workflow.</param>
    /// <param name="sheet">Where it goes.</param>
    /// <param name="why">Why it has not ended, if that was asked.</param>
    public static void Write(WorkflowInfo flow, Sheet sheet, Explanation? why = null)
    {
        Look look = sheet.Look;
        sheet.Add("Workflow", new(flow.Id, Tone.Strong))
            .Add("Title", flow.Title)
            .Add("State", Look.State(flow.State))
            .Add("Stages", $"{flow.StagesDone} of {flow.StageCount} done")
            .Add("Tasks", $"{Words.Of(flow.Counts.Total)}: {WorkflowForm.Counts(flow.Stages.SelectMany(stage => stage.Tasks))}")
            .Add("Allowed", flow.Warnings == 0 ? "" : new Cell($"{Words.Of(flow.Warnings, "failure")} of tasks that may fail", Tone.Warning))
            .Add("Created", look.FullTime(flow.CreatedAt))
            .Add("Started", look.FullTime(flow.StartedAt))
            .Add("Ended", look.FullTime(flow.DoneAt))
            .Add("Took", Look.Duration(WorkflowForm.Took(flow, look)));
        if (why is { Code: not "finished" })
        {
            sheet.Add("Why", new(why.Sentence, Stall.IsNormal(why) ? Tone.Plain : Tone.Warning));
            foreach (string step in Stall.IsNormal(why) ? [] : why.NextSteps)
            {
                sheet.Add("Next", step);
            }
        }

        sheet.Heading("Stages").Rows(Stages, flow.Stages);
        TaskInfo[] tasks = [.. flow.Stages.SelectMany(stage => stage.Tasks)];
        sheet.Heading("Tasks").Rows(Tasks, tasks);
        TaskInfo[] faulty = [.. tasks.Where(task => task.Error is not null)];
        if (faulty.Length > 0)
        {
            sheet.Heading("Errors");
            foreach (TaskInfo task in faulty)
            {
                sheet.Line($"  {task.Title}: {task.Error!.Message}", task.AllowFailure ? Tone.Warning : Tone.Bad);
            }
        }
    }
}
