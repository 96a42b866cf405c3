using System.CommandLine;
using Taskue.Cli.Commands.Watching;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Tasks;

/// <summary><c>taskue task watch</c>.</summary>
internal static class TaskWatchCommand
{
    private static readonly Argument<string[]> Id = Ids.Argument("tasks", IdKind.Task, ArgumentArity.OneOrMore);

    public static Command Build() => new ExampleCommand("watch", "Shows tasks as they go, until all have ended. Exit code 0: all passed; 1: one did not. Ctrl-C leaves them alone.",
        "taskue task watch @latest",
        "taskue task watch 06ck3 06ck4 -o jsonl")
    {
        Id,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call, CancellationToken stop)
    {
        TaskueClient taskue = await call.ConnectAsync(stop);
        string[] ids = [.. (await Ids.FindAsync(taskue, call.Value(Id), IdKind.Task)).Select(found => found.Id)];
        var watch = new Watch<TaskInfo[]>(call,
            tasks => tasks.Select(task => TaskSteps.Line(task, call.FreshLook(), "")),
            tasks => tasks.Select(task => TaskSteps.Of(task, call.FreshLook())));
        TaskInfo[]? last = await watch.RunAsync(
            () => Task.WhenAll(ids.Select(id => taskue.WaitForTaskAsync(id, Timeout.InfiniteTimeSpan, stop))),
            () => Task.WhenAll(ids.Select(id => taskue.GetTaskAsync(id, stop))),
            $"taskue task watch {string.Join(' ', ids)}", stop);
        if (last is null)
        {
            return ExitCodes.Interrupted;
        }

        if (call.Output.Form is OutputForm.Json or OutputForm.Yaml or OutputForm.Name)
        {
            call.Printer.Each(TaskForm.Form, last, TaskSheet.Write);
        }

        return last.All(task => task.State == TaskState.Passed) ? ExitCodes.Passed : ExitCodes.NotPassed;
    }
}
