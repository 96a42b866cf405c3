using System.CommandLine;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Logs;

/// <summary><c>taskue task logs</c> and <c>taskue workflow logs</c>: each takes the other's ids too.</summary>
internal static class LogCommand
{
    public static Command Build(string what, IdKind latest, string first, string second)
    {
        Argument<string> id = new("ID")
        {
            Description = $"Id of a {what}, whole or as much of its beginning as is unique; @latest, @latest-failed. A workflow's log is that of all its tasks.",
        };
        id.CompletionSources.Add(static context => Completion.Ids(context, IdKind.Any));
        var options = new LogOptions();
        var command = new ExampleCommand("logs", $"Prints what a {what} has written: by its loggers, on standard output and on standard error.", first, second) { id };
        options.AddTo(command);
        return command.Runs((call, stop) => RunAsync(call, call.Value(id), latest, options, stop));
    }

    private static async Task<int> RunAsync(Invocation call, string word, IdKind latest, LogOptions options, CancellationToken stop)
    {
        LogQuery query = options.Query(call);
        Func<LogEntry, bool> wanted = options.Wanted(call);
        bool follow = options.Follow(call);
        if (call.Output.Form == OutputForm.Name)
        {
            throw new UsageException("A line of a log has no name: -o takes table, json, jsonl or yaml here.");
        }

        if (options.Failed(call) && follow)
        {
            throw new UsageException("--failed is not for --follow: what will fail is not known before.");
        }

        TaskueClient taskue = await call.ConnectAsync(stop);
        query = options.On(call, query, taskue);
        FoundId found = await Ids.FindAsync(taskue, word, word.StartsWith('@') ? latest : IdKind.Any);
        bool flow = found.Kind == IdKind.Workflow;
        if (options.Failed(call) && !flow)
        {
            throw new UsageException("--failed is for the log of a workflow, and this is a task's.");
        }

        var printer = new LogPrinter(call, options.Timestamps(call), options.Prefix(call), options.Raw(call));
        try
        {
            IAsyncEnumerable<LogEntry> entries = (flow, follow) switch
            {
                (true, true) => taskue.FollowWorkflowLogsAsync(found.Id, query, stop),
                (true, false) when options.Failed(call) => OfFailedAsync(taskue, found.Id, query, stop),
                (true, false) => taskue.ReadWorkflowLogAsync(found.Id, query, stop),
                (false, true) => taskue.FollowLogsAsync(found.Id, query, stop),
                (false, false) => taskue.ReadLogAsync(found.Id, query, stop),
            };
            await foreach (LogEntry entry in entries)
            {
                if (wanted(entry))
                {
                    printer.Show(entry);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            printer.End();
            if (follow)
            {
                await call.Error.WriteLineAsync($"detached; it goes on. Come back: taskue {(flow ? "workflow" : "task")} logs -f {found.Id}");
            }

            return ExitCodes.Interrupted;
        }

        printer.End();
        return !follow || await PassedAsync(taskue, found, stop) ? ExitCodes.Passed : ExitCodes.NotPassed;
    }

    private static async Task<bool> PassedAsync(TaskueClient taskue, FoundId found, CancellationToken stop) => found.Kind == IdKind.Workflow
        ? (await taskue.GetWorkflowAsync(found.Id, stop)).State == WorkflowState.Passed
        : (await taskue.GetTaskAsync(found.Id, stop)).State == TaskState.Passed;

    private static async IAsyncEnumerable<LogEntry> OfFailedAsync(
        TaskueClient taskue, string id, LogQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        WorkflowInfo flow = await taskue.GetWorkflowAsync(id, stop);
        foreach (TaskInfo task in flow.Stages.SelectMany(static stage => stage.Tasks).Where(static task => task.State.IsFailure()))
        {
            await foreach (LogEntry entry in taskue.ReadLogAsync(task.Id, query, stop))
            {
                yield return entry with { TaskTitle = task.Title };
            }
        }
    }
}
