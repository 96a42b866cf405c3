using System.Text.Json;
using Taskue.Cli.Output;

namespace Taskue.Cli.Documents;

/// <summary>A line of a log as JSON. Where lines are missing it says how many.</summary>
internal sealed record LogDocument(
    string Task, string? Title, long Start, long Number, DateTimeOffset Time, string Level, string Source, string Text, long? CutLines, long? CutBytes, bool? Incomplete)
{
    public static JsonElement Of(LogEntry entry) => JsonSerializer.SerializeToElement(new LogDocument(
        entry.TaskId, entry.TaskTitle, entry.Starts, entry.Number, entry.Time, Words.Of(entry.Level), entry.Source.ToString().ToLowerInvariant(),
        entry.Text, entry.Gap?.Lines, entry.Gap?.Bytes, entry.IsIncomplete ? true : null), CliJson.Readable.LogDocument);
}
