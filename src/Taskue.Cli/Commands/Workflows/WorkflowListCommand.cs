using System.CommandLine;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Workflows;

/// <summary><c>taskue workflow list</c>.</summary>
internal static class WorkflowListCommand
{
    private static readonly WorkflowFilter Filter = new();
    private static readonly PageOptions Page = new();

    public static Command Build()
    {
        var command = new ExampleCommand("list", "Lists workflows, the newest first.",
            "taskue workflow list --state running,failed",
            "taskue workflow list --title 'release*' --since 2d --json");
        Filter.AddTo(command);
        Page.AddTo(command);
        return command.Runs(RunAsync);
    }

    private static async Task<int> RunAsync(Invocation call)
    {
        WorkflowQuery query = Filter.Query(call) with { Page = Page.Page(call), Limit = Page.Limit(call) };
        TaskueClient taskue = await call.ConnectAsync();
        query = Filter.On(call, query, taskue);
        WorkflowPage page = await call.Checked(() => taskue.GetWorkflowPageAsync(query));
        call.Printer.List(WorkflowForm.Form, page.Workflows,
            new PageInfo(query.Page, query.Limit, page.Workflows.Count, page.Total, page.TotalIsExact, page.Next is not null), $"no workflows in {call.Place(Filter.IsGiven(call))}");
        return ExitCodes.Passed;
    }
}
