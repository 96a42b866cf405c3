using System.CommandLine;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Tasks;

/// <summary><c>taskue task get</c>.</summary>
internal static class TaskGetCommand
{
    private static readonly Argument<string[]> Ids = IdArgument.Tasks();

    public static Command Build() => new ExampleCommand("get", "Shows tasks whole: state, times, attempts with their errors, call, arguments, result.",
        "taskue task get @latest-failed",
        "taskue task get 06ck3 -o yaml")
    {
        Ids,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        await using TaskueClient taskue = await call.ConnectAsync();
        var tasks = new List<TaskInfo>();
        foreach (string id in await IdArgument.ReadAsync(call, Ids, taskue, IdKind.Task))
        {
            tasks.Add(await taskue.GetTaskAsync(id));
        }

        call.Printer.Each(TaskForm.Form, tasks, TaskSheet.Write);
        return ExitCodes.Passed;
    }
}
