using System.CommandLine;
using Taskue.Cli.Documents;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Tasks;

/// <summary><c>taskue task count</c>.</summary>
internal static class TaskCountCommand
{
    public static Command Build() => new ExampleCommand("count", "Counts tasks by state: exact, and as fast for a million as for one.",
        "taskue task count",
        "taskue task count --json | jq .failed").Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        TaskueClient taskue = await call.ConnectAsync();
        TaskCounts counts = await taskue.CountTasksAsync();
        call.Printer.Counts(Enum.GetValues<TaskState>().Select(state => (Look.State(state), counts[state])), counts.Total);
        return ExitCodes.Passed;
    }
}
