using System.CommandLine;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Workflows;

/// <summary><c>taskue workflow get</c>.</summary>
internal static class WorkflowGetCommand
{
    private static readonly Argument<string[]> Id = Ids.Argument("workflows", IdKind.Workflow, ArgumentArity.OneOrMore);

    private static readonly Form<(WorkflowInfo Flow, Explanation? Why)> Form = new(
        [], // never a table
        static pair => pair.Flow.Id, static pair => WorkflowDocument.Of(pair.Flow, pair.Why));

    public static Command Build() => new ExampleCommand("get", "Shows workflows whole: stages and tasks with their states, times and errors.",
        "taskue workflow get @latest",
        "taskue workflow get 06ck3 --json")
    {
        Id,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        TaskueClient taskue = await call.ConnectAsync();
        var flows = new List<(WorkflowInfo Flow, Explanation? Why)>();
        foreach (FoundId found in await Ids.FindAsync(taskue, call.Value(Id), IdKind.Workflow))
        {
            WorkflowInfo flow = await taskue.GetWorkflowAsync(found.Id);
            flows.Add((flow, flow.DoneAt is null ? await taskue.ExplainAsync(found.Id) : null));
        }

        call.Printer.Each(Form, flows, static (pair, sheet) => WorkflowSheet.Write(pair.Flow, sheet, pair.Why));
        return ExitCodes.Passed;
    }
}
