using System.CommandLine;
using Taskue.Cli.Output;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Workflows;

/// <summary>Which workflows: the same options wherever workflows are chosen.</summary>
internal sealed class WorkflowFilter
{
    private readonly Option<string[]> states = new("--state")
    {
        Description = $"Only these states: {string.Join(", ", Choices.Names<WorkflowState>(Words.Of))}.",
        HelpName = "A,B",
        DefaultValueFactory = static _ => [],
    };

    private readonly SpanOptions span = new("workflows");

    public WorkflowFilter() => states.CompletionSources.Add(Choices.Names<WorkflowState>(Words.Of));

    public void AddTo(Command command)
    {
        command.Add(states);
        span.AddTo(command);
    }

    public bool IsGiven(Invocation call) => call.Value(states).Length > 0 || span.IsGiven(call);

    /// <summary>What was asked for. Wrong words are told before anything is sent.</summary>
    public WorkflowQuery Query(Invocation call) => new()
    {
        States = Choices.Several<WorkflowState>(states.Name, call.Value(states), Words.Of),
        TitlePattern = span.Title(call),
        Since = span.Since(call),
        Until = span.Until(call),
    };

    /// <summary>The query by the server's clock.</summary>
    public WorkflowQuery On(Invocation call, WorkflowQuery query, TaskueClient taskue)
    {
        (DateTimeOffset? since, DateTimeOffset? until) = span.On(call, taskue);
        return query with { Since = since, Until = until };
    }
}
