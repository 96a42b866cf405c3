using System.Text.Json;
using Taskue.Cli.Commands.Explain;

namespace Taskue.Cli.Documents;

/// <summary>An entry of the manual as JSON.</summary>
internal sealed record ManualDocument(string Name, string Topic, string Text)
{
    public static JsonElement Of(Entry entry) => JsonSerializer.SerializeToElement(new ManualDocument(entry.Name, entry.Topic, entry.Text), CliJson.Readable.ManualDocument);
}
