using System.CommandLine;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Workflows;

/// <summary><c>taskue workflow count</c>.</summary>
internal static class WorkflowCountCommand
{
    public static Command Build() => new ExampleCommand("count", "Counts workflows by state: exact, and as fast for a million as for one.",
        "taskue workflow count",
        "taskue workflow count --json | jq .failed").Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        TaskueClient taskue = await call.ConnectAsync();
        WorkflowCounts counts = await taskue.CountWorkflowsAsync();
        call.Printer.Counts(Enum.GetValues<WorkflowState>().Select(state => (Look.State(state), WorkflowCount.Of(counts, state))), counts.Total);
        return ExitCodes.Passed;
    }
}
