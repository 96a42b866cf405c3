using System.CommandLine;
using Taskue.Cli.Commands.Deleting;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Workflows;

/// <summary><c>taskue workflow delete</c>.</summary>
internal static class WorkflowDeleteCommand
{
    private static readonly Argument<string[]> Id = Ids.Argument("workflows", IdKind.Workflow, ArgumentArity.ZeroOrMore);
    private static readonly WorkflowFilter Filter = new();

    public static Command Build()
    {
        var command = new ExampleCommand("delete", "Deletes workflows that have ended, with their tasks: by id, or all that a filter chooses.",
            "taskue workflow delete @latest",
            "taskue workflow delete --state passed --until 30d --dry-run")
        {
            Id,
        };
        Filter.AddTo(command);
        command.Add(Deleter.DryRun);
        command.Add(Consent.Confirm);
        return command.Runs(RunAsync);
    }

    private static async Task<int> RunAsync(Invocation call, CancellationToken stop)
    {
        bool filtered = Filter.IsGiven(call);
        if (filtered == call.Value(Id).Length > 0)
        {
            throw new UsageException(filtered ? "Give ids or a filter, not both." : "Name ids, or choose workflows by a filter, as --state passed --until 30d.");
        }

        WorkflowQuery query = Filter.Query(call) with { Limit = PageOptions.Most };
        TaskueClient taskue = await call.ConnectAsync(stop);
        IReadOnlyList<Deletion> chosen = filtered
            ? await ChosenAsync(call, taskue, Filter.On(call, query, taskue), stop)
            : [.. (await Ids.FindAsync(taskue, call.Value(Id), IdKind.Workflow)).Select(found => new Deletion(found.Id, "chosen", null))];
        return await Deleter.RunAsync(call, "workflow", chosen, filtered, id => taskue.DeleteWorkflowAsync(id, CancellationToken.None), stop);
    }

    private static async Task<List<Deletion>> ChosenAsync(Invocation call, TaskueClient taskue, WorkflowQuery query, CancellationToken stop)
    {
        var chosen = new List<Deletion>();
        long going = 0;
        for (string? cursor = null; ; )
        {
            WorkflowPage page = await call.Checked(() => taskue.GetWorkflowPageAsync(query with { Cursor = cursor }, stop));
            going += page.Workflows.Count(flow => flow.DoneAt is null);
            chosen.AddRange(page.Workflows.Where(flow => flow.DoneAt is not null).Select(flow => new Deletion(flow.Id, "chosen", flow.Title)));
            cursor = page.Next;
            if (cursor is null)
            {
                break;
            }
        }

        await Deleter.LeftAloneAsync(call, going, owned: 0);

        return chosen;
    }
}
