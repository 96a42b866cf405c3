using System.CommandLine;
using Taskue.Cli.Commands.Deleting;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Tasks;

/// <summary><c>taskue task delete</c>.</summary>
internal static class TaskDeleteCommand
{
    private static readonly Argument<string[]> Id = Ids.Argument("tasks", IdKind.Task, ArgumentArity.ZeroOrMore);
    private static readonly TaskFilter Filter = new();

    public static Command Build()
    {
        var command = new ExampleCommand("delete", "Deletes single tasks that have ended: by id, or all that a filter chooses. Those of a workflow go with it.",
            "taskue task delete @latest-failed",
            "taskue task delete --state failed --title 'inv*' --until 7d --dry-run")
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
            throw new UsageException(filtered ? "Give ids or a filter, not both." : "Name ids, or choose tasks by a filter, as --state failed --until 7d.");
        }

        if (Filter.ChoosesOnlyWaiting(call))
        {
            throw new UsageException("--queue without --state chooses the tasks that wait in a queue, and only tasks that have ended can be deleted."
                + " Say which: --state passed,failed");
        }

        TaskQuery query = Filter.Query(call) with { Limit = PageOptions.Most };
        TaskueClient taskue = await call.ConnectAsync(stop);
        IReadOnlyList<Deletion> chosen = filtered
            ? await ChosenAsync(call, taskue, await Filter.OnAsync(call, query, taskue), stop)
            : [.. (await Ids.FindAsync(taskue, call.Value(Id), IdKind.Task)).Select(found => new Deletion(found.Id, "chosen", null))];
        return await Deleter.RunAsync(call, "task", chosen, filtered, id => taskue.DeleteTaskAsync(id, CancellationToken.None), stop);
    }

    private static async Task<List<Deletion>> ChosenAsync(Invocation call, TaskueClient taskue, TaskQuery query, CancellationToken stop)
    {
        var chosen = new List<Deletion>();
        long going = 0, owned = 0;
        for (string? cursor = null; ; )
        {
            TaskPage page = await call.Checked(() => taskue.GetTaskPageAsync(query with { Cursor = cursor }, stop));
            foreach (TaskInfo task in page.Tasks)
            {
                going += task.State.IsFinal() ? 0 : 1;
                owned += task.State.IsFinal() && task.WorkflowId is not null ? 1 : 0;
                if (task.State.IsFinal() && task.WorkflowId is null)
                {
                    chosen.Add(new Deletion(task.Id, "chosen", task.Title));
                }
            }

            cursor = page.Next;
            if (cursor is null)
            {
                break;
            }
        }

        await Deleter.LeftAloneAsync(call, going, owned);

        return chosen;
    }
}
