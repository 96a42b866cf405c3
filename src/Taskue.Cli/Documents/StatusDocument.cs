using System.Text.Json;

namespace Taskue.Cli.Documents;

/// <summary>A namespace at a moment, as JSON.</summary>
internal sealed record StatusDocument(
    string Namespace, DateTimeOffset At, bool Stuck, bool Failing, bool Behind, int RecentFailures, IReadOnlyList<ProblemDocument> Problems,
    IReadOnlyDictionary<string, long> Tasks, IReadOnlyDictionary<string, long> Workflows,
    IReadOnlyList<JsonElement> Queues, IReadOnlyList<JsonElement> Runners, IReadOnlyList<JsonElement> LastFailures)
{
    public static JsonElement Of(NamespaceStatus status) => JsonSerializer.SerializeToElement(new StatusDocument(
        status.Overview.Namespace, status.Overview.At,
        Has(status, ProblemKind.Stuck), Has(status, ProblemKind.Failing), Has(status, ProblemKind.Behind), status.RecentFailures,
        [.. status.Problems.Select(problem => new ProblemDocument(problem.Kind.ToString().ToLowerInvariant(), problem.Code, problem.Text, problem.Remedy))],
        Enum.GetValues<TaskState>().ToDictionary(Output.Words.Of, state => status.Overview.Tasks[state]),
        new Dictionary<string, long>
        {
            ["pending"] = status.Overview.Workflows.Pending, ["running"] = status.Overview.Workflows.Running,
            ["passed"] = status.Overview.Workflows.Passed, ["failed"] = status.Overview.Workflows.Failed,
        },
        [.. status.Queues.Select(QueueDocument.Of)], [.. status.Runners.Select(RunnerDocument.Of)], [.. status.LastFailures.Take(5).Select(TaskDocument.Of)]),
        CliJson.Readable.StatusDocument);

    private static bool Has(NamespaceStatus status, ProblemKind kind) => status.Problems.Any(problem => problem.Kind == kind);
}

/// <summary>What needs attention, and what to do.</summary>
internal sealed record ProblemDocument(string Kind, string Code, string Text, string Remedy);
