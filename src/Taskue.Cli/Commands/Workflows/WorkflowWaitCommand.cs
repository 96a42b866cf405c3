using System.CommandLine;
using Taskue.Cli.Commands.Waiting;
using Taskue.Cli.Commands.Watching;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Workflows;

/// <summary><c>taskue workflow wait</c>.</summary>
internal static class WorkflowWaitCommand
{
    private static readonly Argument<string[]> Id = Ids.Argument("workflows", IdKind.Workflow, ArgumentArity.OneOrMore);
    private static readonly WaitOptions Options = new(stages: true);

    public static Command Build()
    {
        var command = new ExampleCommand("wait", "Waits until workflows, or a stage of theirs, have ended. Exit code 0: as asked for; 1: ended otherwise; 124: not in time.",
            "taskue workflow wait @latest --timeout 10m && echo passed",
            "taskue workflow wait 06ck3 --for stage=1")
        {
            Id,
        };
        Options.AddTo(command);
        return command.Runs(RunAsync);
    }

    private static async Task<int> RunAsync(Invocation call, CancellationToken stop)
    {
        int? stage = Options.Stage(call);
        bool endIsEnough = Options.EndIsEnough(call);
        TimeSpan timeout = Options.Timeout(call);
        TaskueClient taskue = await call.ConnectAsync(stop);
        IReadOnlyList<FoundId> found = await Ids.FindAsync(taskue, call.Value(Id), IdKind.Workflow);
        Func<WorkflowInfo, bool> passed = stage is { } index
            ? flow => flow.Stages[index].State is StageState.Passed or StageState.Skipped
            : flow => endIsEnough || flow.State == WorkflowState.Passed;
        return await Waiter.RunAsync(call, WorkflowForm.Form, flow => Line(flow, call.Look, stage),
            [.. found.Select(one => stage is { } which ? StageAsync(taskue, one.Id, which, timeout, stop) : taskue.WaitForWorkflowAsync(one.Id, timeout, stop))],
            passed, Options.Any(call));
    }

    // The end of a stage is not pushed; that of the workflow is, and ends this wait too.
    private static async Task<WorkflowInfo> StageAsync(TaskueClient taskue, string id, int stage, TimeSpan timeout, CancellationToken stop)
    {
        WorkflowInfo? last = null;
        using var late = new CancellationTokenSource(timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            await Follow.RunAsync(
                () => taskue.WaitForWorkflowAsync(id, Timeout.InfiniteTimeSpan, either.Token),
                () => taskue.GetWorkflowAsync(id, either.Token),
                flow =>
                {
                    last = flow;
                    return stage < flow.StageCount
                        ? flow.Stages[stage].DoneAt is not null || flow.Stages[stage].State is StageState.Skipped || flow.DoneAt is not null
                        : throw new UsageException($"--for names stage {stage}, and the workflow '{id}' has stages 0 to {flow.StageCount - 1}.");
                },
                either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            string state = last is null ? "not yet read" : $"still {Words.Of(last.Stages[stage].State)}";
            Explanation why = await taskue.ExplainAsync(id, stop);
            throw new LateException($"Stage {stage} of the workflow '{id}' was {state} after {Words.Of(timeout)}. {why.Sentence} It continues undisturbed.");
        }

        return last!;
    }

    private static string Line(WorkflowInfo flow, Look look, int? stage)
    {
        Cell state = stage is { } index ? Look.State(flow.Stages[index].State) : Look.State(flow.State);
        string ran = WorkflowForm.Took(flow, look) is { } time && stage is null ? $"  {Words.Of(time)}" : "";
        string which = stage is null ? "" : $"  stage {stage}";
        return $"{look.Painted(state.Text.PadRight(10), state.Tone)}  {flow.Id}  {Look.Safe(flow.Title)}{which}{ran}";
    }
}
