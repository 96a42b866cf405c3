using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Taskue.ProcessHost;

/// <summary>What a producer did, line by line: what it sent, what was acknowledged, what it waited for, and what it was told.</summary>
/// <remarks>Each process has a file of its own. What stands there was written before the next step was taken, so the history of a killed producer is whole.</remarks>
public sealed class History : IDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = { new JsonStringEnumConverter() },
    };

    private readonly Lock gate = new();
    private readonly FileStream file;

    public History(string folder) => file = new FileStream(
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}.history")), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public static IReadOnlyList<HistoryLine> Read(string folder) =>
        [.. WholeLines.Of(folder, "*.history").Select(line => JsonSerializer.Deserialize<HistoryLine>(line, Json)!)];

    /// <summary>The calls of some producers that were sent and neither acknowledged nor refused by them: each as the lines of what it sent.</summary>
    public static IReadOnlyList<IReadOnlyList<HistoryLine>> Unanswered(IEnumerable<HistoryLine> history, IReadOnlySet<int> producers)
    {
        HistoryLine[] theirs = [.. history.Where(line => producers.Contains(line.Producer))];
        HashSet<string> answered = [.. theirs.Where(line => line.Deed is Deed.Acknowledged or Deed.Refused).Select(line => line.Id)];
        return [.. theirs.Where(line => line.Deed == Deed.Sent).GroupBy(line => line.Call, StringComparer.Ordinal)
            .Where(call => call.Any(line => !answered.Contains(line.Id))).Select(call => (IReadOnlyList<HistoryLine>)[.. call])];
    }

    public void Write(params IEnumerable<HistoryLine> lines)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var text = new StringBuilder();
        foreach (HistoryLine line in lines)
        {
            text.Append(JsonSerializer.Serialize(line with { AtMs = now, Producer = Environment.ProcessId }, Json)).Append('\n');
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        lock (gate)
        {
            file.Write(bytes);
        }
    }

    public void Dispose() => file.Dispose();
}

/// <summary>What happened to a task or workflow, as its producer saw it.</summary>
public enum Deed
{
    /// <summary>It is about to be enqueued.</summary>
    Sent,

    /// <summary>The enqueue was answered. What was sent and never acknowledged may be stored or not.</summary>
    Acknowledged,

    /// <summary>The enqueue threw an error that repeating does not cure.</summary>
    Refused,

    /// <summary>Someone waits for its end.</summary>
    Awaited,

    /// <summary>The wait was answered.</summary>
    Answered,
}

/// <summary>One line of a <see cref="History"/>.</summary>
public sealed record HistoryLine(Deed Deed, string Id)
{
    public long AtMs { get; init; }

    /// <summary>The process that wrote it.</summary>
    public int Producer { get; init; }

    /// <summary>Of what was sent, the call: the id of the first of what it sends.</summary>
    public string Call { get; init; } = Id;

    /// <summary>What a sent single task does.</summary>
    public Job? Job { get; init; }

    /// <summary>The stages of a sent workflow.</summary>
    public IReadOnlyList<IReadOnlyList<PlannedTask>>? Stages { get; init; }

    /// <summary>How many calls it took until it was acknowledged.</summary>
    public int Calls { get; init; }

    /// <summary>The state that a wait was answered with.</summary>
    public string? State { get; init; }

    /// <summary>The result that a wait was answered with, or the error of a refusal.</summary>
    public string? Text { get; init; }
}

/// <summary>A task of a workflow.</summary>
public sealed record PlannedTask(string Id, Job Job);
