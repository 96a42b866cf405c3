using System.Text.Json;
using Taskue.Cli.Commands.Status;

namespace Taskue.Cli.Documents;

/// <summary>A namespace at a moment, as JSON.</summary>
internal sealed record StatusDocument(
    string Namespace, DateTimeOffset At, bool Stuck, bool Failing, bool Behind, int RecentFailures, IReadOnlyList<ProblemDocument> Problems,
    IReadOnlyDictionary<string, long> Tasks, IReadOnlyDictionary<string, long> Workflows,
    IReadOnlyList<JsonElement> Queues, IReadOnlyList<JsonElement> Runners, IReadOnlyList<JsonElement> LastFailures)
{
    public static JsonElement Of(StatusSnapshot status) => JsonSerializer.SerializeToElement(new StatusDocument(
        status.Overview.Namespace, status.Overview.At, status.Stuck.Count > 0, status.RecentFailures > 0, status.Late.Count > 0, status.RecentFailures,
        [.. status.Stuck.Concat(status.Late).Select(problem => new ProblemDocument(problem.Text, problem.Remedy))],
        Enum.GetValues<TaskState>().ToDictionary(Output.Words.Of, state => status.Overview.Tasks[state]),
        new Dictionary<string, long>
        {
            ["pending"] = status.Overview.Workflows.Pending, ["running"] = status.Overview.Workflows.Running,
            ["passed"] = status.Overview.Workflows.Passed, ["failed"] = status.Overview.Workflows.Failed,
        },
        [.. status.Queues.Select(QueueDocument.Of)], [.. status.Runners.Select(RunnerDocument.Of)], [.. status.LastFailures.Take(5).Select(TaskDocument.Of)]),
        CliJson.Readable.StatusDocument);
}

/// <summary>What is to be mended, and how.</summary>
internal sealed record ProblemDocument(string Text, string Remedy);
