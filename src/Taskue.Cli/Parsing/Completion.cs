using System.CommandLine.Completions;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Parsing;

/// <summary>Words that the store or the settings know, for completions: within a moment, or not at all.</summary>
internal static class Completion
{
    private const int Most = 50;

    /// <summary>How long Redis may take to answer: whoever pressed a key waits. A far one may need longer than the default.</summary>
    public const string LimitVariable = "TASKUE_COMPLETION_TIMEOUT";

    private static TimeSpan Limit =>
        Environment.GetEnvironmentVariable(LimitVariable) is { } text && Durations.TryParse(text, out TimeSpan limit) && limit < TimeSpan.FromMinutes(1)
            ? limit
            : TimeSpan.FromMilliseconds(300);

    public static IEnumerable<string> Ids(CompletionContext context, IdKind kind)
    {
        string begin = context.WordToComplete;
        return Ask(context, async taskue =>
        {
            if (begin.Length > 0)
            {
                return [.. (await taskue.FindAllAsync(begin, kind, Most)).Select(found => found.Id)];
            }

            IEnumerable<string> tasks = kind == IdKind.Workflow ? [] : (await taskue.ListTasksAsync(new TaskQuery { Limit = Most })).Select(task => task.Id);
            IEnumerable<string> flows = kind == IdKind.Task ? [] : (await taskue.ListWorkflowsAsync(new WorkflowQuery { Limit = Most })).Select(flow => flow.Id);
            return [.. tasks, .. flows];
        }).Concat(["@latest", "@latest-failed"]);
    }

    public static IEnumerable<string> Queues(CompletionContext context) =>
        Ask(context, static async taskue => [.. (await taskue.ListQueuesAsync()).Select(queue => queue.Name)]);

    public static IEnumerable<string> Runners(CompletionContext context) =>
        Ask(context, static async taskue => [.. (await taskue.ListRunnersAsync()).Select(runner => runner.Name).Distinct(StringComparer.Ordinal)]);

    public static IEnumerable<string> Namespaces(CompletionContext context) =>
        Ask(context, static async taskue => await taskue.ListNamespacesAsync());

    public static IEnumerable<string> Contexts(CompletionContext context)
    {
        try
        {
            return SettingsFile.ReadUnchecked().Contexts.Keys;
        }
        catch (UsageException)
        {
            return [];
        }
    }

    // Whatever goes wrong, a completion says nothing.
    private static IReadOnlyList<string> Ask(CompletionContext context, Func<TaskueClient, Task<IReadOnlyList<string>>> ask)
    {
        try
        {
            return Task.Run(() => AskAsync(context, ask)).WaitAsync(Limit).GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            return [];
        }
    }

    private static async Task<IReadOnlyList<string>> AskAsync(CompletionContext context, Func<TaskueClient, Task<IReadOnlyList<string>>> ask)
    {
        ResolvedSettings settings = ResolvedSettings.Of(context.ParseResult, SettingsFile.Read());
        if (settings.AsksCommand)
        {
            return []; // it may ask something of whoever only wanted a word completed
        }

        StackExchange.Redis.ConfigurationOptions connection = settings.Connection();
        connection.ConnectRetry = 0;
        connection.ConnectTimeout = (int)Limit.TotalMilliseconds;
        await using TaskueClient taskue = await TaskueClient.ConnectAsync(connection, settings.Options());
        return await ask(taskue);
    }
}
