using System.Text.Json;
using Taskue.Cli.Output;

namespace Taskue.Cli.Documents;

/// <summary>A namespace as JSON.</summary>
internal sealed record NamespaceDocument(
    string Name, DateTimeOffset At, IReadOnlyDictionary<string, long> Tasks, IReadOnlyDictionary<string, long> Workflows,
    int LivingRunners, long RefusedResults, IReadOnlyList<NamespaceQueueDocument> Queues)
{
    public static JsonElement Of(NamespaceOverview overview) => JsonSerializer.SerializeToElement(new NamespaceDocument(
        overview.Namespace, overview.At, Enum.GetValues<TaskState>().ToDictionary(Words.Of, state => overview.Tasks[state]),
        Enum.GetValues<WorkflowState>().ToDictionary(Words.Of, state => WorkflowCount.Of(overview.Workflows, state)),
        overview.LivingRunners, overview.RefusedResults,
        [.. overview.Queues.Select(queue => new NamespaceQueueDocument(queue.Name, queue.Pending, queue.Held))]), CliJson.Readable.NamespaceDocument);
}

/// <summary>A queue of a namespace.</summary>
internal sealed record NamespaceQueueDocument(string Name, long Pending, long Held);

/// <summary>A namespace of a list.</summary>
internal sealed record NamedNamespaceDocument(string Name, bool Current);
