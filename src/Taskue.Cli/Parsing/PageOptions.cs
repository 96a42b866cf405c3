using System.CommandLine;

namespace Taskue.Cli.Parsing;

/// <summary>Which page of a list.</summary>
internal sealed class PageOptions
{
    public const int Most = 1000;

    private readonly Option<int> limit = new("--limit")
    {
        Description = $"How many to list at most: 1 to {Most}.",
        HelpName = "N",
        DefaultValueFactory = static _ => 50,
    };

    private readonly Option<int> page = new("--page")
    {
        Description = "Which page, from 1.",
        HelpName = "N",
        DefaultValueFactory = static _ => 1,
    };

    public void AddTo(Command command)
    {
        command.Add(limit);
        command.Add(page);
    }

    public int Limit(Invocation call) => call.Value(limit) is var value and >= 1 and <= Most
        ? value
        : throw new UsageException($"--limit must be 1 to {Most}, but is {call.Value(limit)}.");

    public int Page(Invocation call) => call.Value(page) is var value and >= 1
        ? value
        : throw new UsageException($"--page must be 1 or more, but is {call.Value(page)}.");
}
