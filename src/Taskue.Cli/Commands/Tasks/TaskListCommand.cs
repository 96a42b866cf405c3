using System.CommandLine;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Tasks;

/// <summary><c>taskue task list</c>.</summary>
internal static class TaskListCommand
{
    private static readonly TaskFilter Filter = new();
    private static readonly PageOptions Page = new();

    public static Command Build()
    {
        var command = new ExampleCommand("list", "Lists tasks, the newest first.",
            "taskue task list --state failed,timedout --since 1h",
            "taskue task list --queue mail --title 'inv*' -o name | taskue task get -");
        Filter.AddTo(command);
        Page.AddTo(command);
        return command.Runs(RunAsync);
    }

    private static async Task<int> RunAsync(Invocation call)
    {
        TaskQuery query = Filter.Query(call) with { Page = Page.Page(call), Limit = Page.Limit(call) };
        TaskueClient taskue = await call.ConnectAsync();
        query = await Filter.OnAsync(call, query, taskue);
        TaskPage page = await call.Checked(() => taskue.GetTaskPageAsync(query));
        call.Printer.List(TaskForm.Form, page.Tasks,
            new PageInfo(query.Page, query.Limit, page.Tasks.Count, page.Total, page.TotalIsExact, page.Next is not null), $"no tasks in {call.Place(Filter.IsGiven(call))}");
        return ExitCodes.Passed;
    }
}
