using System.CommandLine;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Runners;

/// <summary><c>taskue runner list</c>.</summary>
internal static class RunnerListCommand
{
    private static readonly Option<string[]> States = new("--state")
    {
        Description = $"Only these states: {string.Join(", ", Choices.Names<RunnerState>(Words.Of))}.",
        HelpName = "A,B",
        DefaultValueFactory = static _ => [],
    };

    private static readonly Option<string?> Queue = new("--queue") { Description = "Only runners that serve this queue.", HelpName = "QUEUE" };

    static RunnerListCommand()
    {
        States.CompletionSources.Add(Choices.Names<RunnerState>(Words.Of));
        Queue.CompletionSources.Add(Completion.Queues);
    }

    public static Command Build() => new ExampleCommand("list", "Lists the runners: the living, and those that ended within a day.",
        "taskue runner list --state idle,busy",
        "taskue runner list -A -o wide")
    {
        States, Queue, Everywhere.Option,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        IReadOnlyList<RunnerState> states = Choices.Several<RunnerState>(States.Name, call.Value(States), Words.Of);
        string? queue = call.Value(Queue);
        TaskueClient taskue = await call.ConnectAsync();
        await Everywhere.ListAsync(call, taskue, RunnerForm.Form, static one => one.ListRunnersAsync(),
            $"no runners in {call.Place(states.Count > 0 || queue is not null)}; start one: taskue runner start",
            runner => (states.Count == 0 || states.Contains(runner.State)) && (queue is null || runner.Queues.Contains(queue)));
        return ExitCodes.Passed;
    }
}
