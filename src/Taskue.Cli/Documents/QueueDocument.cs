using System.Text.Json;

namespace Taskue.Cli.Documents;

/// <summary>A queue as JSON.</summary>
internal sealed record QueueDocument(
    string Name, long Pending, long Held, long? Running, DateTimeOffset? OldestAt, int WaitingRunners, IReadOnlyList<string> Runners)
{
    public static JsonElement Of(QueueInfo queue) => JsonSerializer.SerializeToElement(new QueueDocument(
        queue.Name, queue.Pending, queue.Held, queue.Running, queue.OldestAt, queue.ParkedRunners, [.. queue.Runners.Select(runner => runner.Name)]),
        CliJson.Readable.QueueDocument);
}
