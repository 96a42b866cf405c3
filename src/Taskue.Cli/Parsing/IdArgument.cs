using System.CommandLine;

namespace Taskue.Cli.Parsing;

/// <summary>What an id names.</summary>
internal enum IdKind
{
    Task,
    Workflow,
}

/// <summary>Ids on the command line: whole ones, <c>@latest</c>, <c>@latest-failed</c>, or <c>-</c> for those on standard input.</summary>
internal static class IdArgument
{
    private const string Latest = "@latest", LatestFailed = "@latest-failed", Stdin = "-";

    public static Argument<string[]> Tasks() => new("ID")
    {
        Description = $"Ids of tasks, {Latest}, {LatestFailed}, or - to read ids from standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Argument<string[]> Workflows() => new("ID")
    {
        Description = $"Ids of workflows, {Latest}, {LatestFailed}, or - to read ids from standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The whole ids that were meant, each once.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(Invocation call, Argument<string[]> argument, TaskueClient taskue, IdKind kind)
    {
        var ids = new List<string>();
        foreach (string word in call.Value(argument).SelectMany(Words))
        {
            ids.Add(await FindAsync(taskue, word, kind));
        }

        return [.. ids.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Words(string word) => word == Stdin
        ? Console.In.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        : [word];

    private static async Task<string> FindAsync(TaskueClient taskue, string word, IdKind kind)
    {
        if (word is Latest or LatestFailed)
        {
            bool failed = word == LatestFailed;
            return kind == IdKind.Task
                ? (await taskue.ListTasksAsync(new TaskQuery { Limit = 1, State = failed ? TaskState.Failed : null })).Single().Id
                : (await taskue.ListWorkflowsAsync(new WorkflowQuery { Limit = 1, State = failed ? WorkflowState.Failed : null })).Single().Id;
        }

        return TaskId.IsWellFormed(word) ? word : throw new UsageException($"'{word}' is no id.");
    }
}
