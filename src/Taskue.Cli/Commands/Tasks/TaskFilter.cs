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

    private readonly Option<string?> queue = new("--queue") { Description = "Only tasks of this queue. Without --state: those that wait in it.", HelpName = "QUEUE" };

    private readonly Option<string?> workflow = new("--workflow") { Description = "Only tasks of this workflow.", HelpName = "ID" };

    private readonly SpanOptions span = new("tasks");

    public TaskFilter()
    {
        states.CompletionSources.Add(Choices.Names<TaskState>(Words.Of));
        queue.CompletionSources.Add(Completion.Queues);
        workflow.CompletionSources.Add(static context => Completion.Ids(context, IdKind.Workflow));
    }

    public void AddTo(Command command)
    {
        command.Add(states);
        command.Add(queue);
        command.Add(workflow);
        span.AddTo(command);
    }

    public bool IsGiven(Invocation call) =>
        call.Value(states).Length > 0 || call.Value(queue) is not null || call.Value(workflow) is not null || span.IsGiven(call);

    /// <summary>A queue without states means the tasks that wait in it.</summary>
    public bool ChoosesOnlyWaiting(Invocation call) => call.Value(queue) is not null && call.Value(states).Length == 0;

    /// <summary>What was asked for. Wrong words are told before anything is sent.</summary>
    public TaskQuery Query(Invocation call) => new()
    {
        States = Choices.Several<TaskState>(states.Name, call.Value(states), Words.Of),
        Queue = call.Value(queue),
        TitlePattern = span.Title(call),
        Since = span.Since(call),
        Until = span.Until(call),
    };

    /// <summary>The query with what only the store knows: the whole id of its workflow, and the server's clock.</summary>
    public async Task<TaskQuery> OnAsync(Invocation call, TaskQuery query, TaskueClient taskue)
    {
        (DateTimeOffset? since, DateTimeOffset? until) = span.On(call, taskue);
        query = query with { Since = since, Until = until };
        return call.Value(workflow) is { } word ? query with { WorkflowId = (await Ids.FindAsync(taskue, word, IdKind.Workflow)).Id } : query;
    }
}
