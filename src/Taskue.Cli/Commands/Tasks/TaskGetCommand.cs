using System.CommandLine;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Tasks;

/// <summary><c>taskue task get</c>.</summary>
internal static class TaskGetCommand
{
    private static readonly Argument<string[]> Id = Ids.Argument("tasks", IdKind.Task, ArgumentArity.OneOrMore);

    public static Command Build() => new ExampleCommand("get", "Shows tasks whole: state, times, attempts with their errors, call, arguments, result.",
        "taskue task get @latest-failed",
        "taskue task get 06ck3 -o yaml")
    {
        Id,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        TaskueClient taskue = await call.ConnectAsync();
        var tasks = new List<TaskInfo>();
        foreach (FoundId found in await Ids.FindAsync(taskue, call.Value(Id), IdKind.Task))
        {
            tasks.Add(await taskue.GetTaskAsync(found.Id));
        }

        call.Printer.Each(TaskForm.Form, tasks, TaskSheet.Write);
        if (tasks is [{ Starts: > 0 } started])
        {
            call.Hint($"taskue task logs {started.Id}");
        }

        return ExitCodes.Passed;
    }
}
