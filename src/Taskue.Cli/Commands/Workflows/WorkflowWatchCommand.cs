using System.CommandLine;
using Taskue.Cli.Commands.Watching;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Workflows;

/// <summary><c>taskue workflow watch</c>.</summary>
internal static class WorkflowWatchCommand
{
    private static readonly Argument<string[]> Id = Ids.Argument("workflows", IdKind.Workflow, ArgumentArity.OneOrMore);

    public static Command Build() => new ExampleCommand("watch", "Shows a workflow as it goes, until it has ended. Exit code 0: passed; 1: not. Ctrl-C leaves it alone.",
        "taskue workflow watch @latest",
        "taskue workflow watch 06ck3 -o jsonl")
    {
        Id,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call, CancellationToken stop)
    {
        TaskueClient taskue = await call.ConnectAsync(stop);
        string id = (await Ids.FindAsync(taskue, call.Value(Id), IdKind.Workflow)) is [var only] ? only.Id : throw new UsageException("A watch shows one workflow. Name one.");
        var stall = new Stall(taskue);
        var watch = new Watch<Seen>(call,
            seen => WorkflowPicture.Of(seen.Flow, seen.Why, call.FreshLook()), seen => WorkflowSteps.Of(seen.Flow, seen.Why, call.FreshLook()));
        Seen? end = await watch.RunAsync(
            () => taskue.WaitForWorkflowAsync(id, Timeout.InfiniteTimeSpan, stop), ReadAsync, $"taskue workflow watch {id}", stop);
        if (end is null)
        {
            return ExitCodes.Interrupted;
        }

        WorkflowInfo last = end.Flow;

        if (call.Output.Form is OutputForm.Json or OutputForm.Yaml or OutputForm.Name)
        {
            call.Printer.One(WorkflowForm.Form, last, sheet => WorkflowSheet.Write(last, sheet));
        }

        if (last.State == WorkflowState.Failed)
        {
            call.Hint($"taskue workflow logs {id} --failed");
        }

        return last.State == WorkflowState.Passed ? ExitCodes.Passed : ExitCodes.NotPassed;

        async Task<Seen> ReadAsync()
        {
            WorkflowInfo flow = await taskue.GetWorkflowAsync(id, stop);
            return new Seen(flow, await stall.LookAsync(flow, stop));
        }
    }

    /// <summary>A workflow, and why it stands still if it does.</summary>
    private sealed record Seen(WorkflowInfo Flow, Explanation? Why);
}
