using System.CommandLine;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Tasks;

/// <summary>Which tasks: the same options wherever tasks are chosen.</summary>
internal sealed class TaskFilter
{
    private readonly Option<string[]> states = new("--state")
    {
        Description = $"Only these states: {string.Join(", ", Choices.Names<TaskState>(Words.Of))}.",
        HelpName = "A,B",
        DefaultValueFactory = static _ => [],
    };

    private readonly Option<string?> queue = new("--queue") { Description = "Only tasks of this queue.", HelpName = "QUEUE" };

    private readonly Option<string?> workflow = new("--workflow") { Description = "Only tasks of this workflow.", HelpName = "ID" };

    public TaskFilter() => states.CompletionSources.Add(Choices.Names<TaskState>(Words.Of));

    public void AddTo(Command command)
    {
        command.Add(states);
        command.Add(queue);
        command.Add(workflow);
    }

    public TaskQuery Query(Invocation call) => new()
    {
        State = Choices.Several<TaskState>(states.Name, call.Value(states), Words.Of) is [var only] ? only : null,
        Queue = call.Value(queue),
        WorkflowId = call.Value(workflow),
    };
}
