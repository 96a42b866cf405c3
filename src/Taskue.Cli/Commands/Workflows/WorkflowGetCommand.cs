using System.CommandLine;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Workflows;

/// <summary><c>taskue workflow get</c>.</summary>
internal static class WorkflowGetCommand
{
    private static readonly Argument<string[]> Id = Ids.Argument("workflows", IdKind.Workflow, ArgumentArity.OneOrMore);

    public static Command Build() => new ExampleCommand("get", "Shows workflows whole: stages and tasks with their states, times and errors.",
        "taskue workflow get @latest",
        "taskue workflow get 06ck3 --json")
    {
        Id,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        TaskueClient taskue = await call.ConnectAsync();
        var flows = new List<WorkflowInfo>();
        foreach (FoundId found in await Ids.FindAsync(taskue, call.Value(Id), IdKind.Workflow))
        {
            flows.Add(await taskue.GetWorkflowAsync(found.Id));
        }

        call.Printer.Each(WorkflowForm.Form, flows, WorkflowSheet.Write);
        return ExitCodes.Passed;
    }
}
