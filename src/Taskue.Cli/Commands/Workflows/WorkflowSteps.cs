using Taskue.Cli.Commands.Watching;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;

namespace Taskue.Cli.Commands.Workflows;

/// <summary>A workflow in lines: its stages and tasks as they move, and its end.</summary>
internal static class WorkflowSteps
{
    public static IEnumerable<Step> Of(WorkflowInfo flow, Explanation? why, Look look)
    {
        foreach (StageInfo stage in flow.Stages)
        {
            if (stage.State == StageState.Pending)
            {
                continue;
            }

            // What has ended ran before: a stage that is over is told behind its tasks.
            if (stage.DoneAt is null)
            {
                yield return Of(flow, stage, look);
            }

            foreach (TaskInfo task in stage.Tasks.Where(task => task.State is not (TaskState.Created or TaskState.Pending) || task.Attempts > 0).OrderBy(task => task.EndedAt ?? DateTimeOffset.MaxValue))
            {
                yield return TaskSteps.Of(task, look);
            }

            if (stage.DoneAt is not null)
            {
                yield return Of(flow, stage, look);
            }
        }

        if (why is not null)
        {
            yield return new Step("why",
                $"{look.Painted("waiting".PadRight(10), Tone.Warning)}  {flow.Id}  {Look.Safe(string.Join(' ', why.NextSteps.Take(1).Prepend(why.Sentence)))}",
                new StepDocument("why", why.TaskId ?? flow.Id, flow.StagesDone, flow.Title, why.Code, null, null, null, why.Sentence));
        }

        if (flow.State != WorkflowState.Pending)
        {
            Cell state = Look.State(flow.State);
            string ran = flow.DoneAt is not null && WorkflowForm.Took(flow, look) is { } time ? $"  {Words.Of(time)}" : "";
            yield return new Step(flow.Id, $"{look.Painted(state.Text.PadRight(10), state.Tone)}  {flow.Id}  {Look.Safe(flow.Title)}{ran}",
                new StepDocument("workflow", flow.Id, null, flow.Title, state.Text, null, (flow.DoneAt - flow.StartedAt)?.TotalMilliseconds, null, null));
        }
    }

    private static Step Of(WorkflowInfo flow, StageInfo stage, Look look)
    {
        Cell state = Look.State(stage.State);
        string ran = stage.Ran is { } time ? $"  {Words.Of(time)}" : "";
        return new Step($"stage {stage.Index}", $"{look.Painted(state.Text.PadRight(10), state.Tone)}  stage {stage.Index}  {Words.Of(stage.TaskCount, "task")}{ran}",
            new StepDocument("stage", flow.Id, stage.Index, $"stage {stage.Index}", state.Text, null, stage.Ran?.TotalMilliseconds, null, null));
    }
}
