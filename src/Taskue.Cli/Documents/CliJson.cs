using System.Text.Json;
using System.Text.Json.Serialization;
using Taskue.Cli.Output;

namespace Taskue.Cli.Documents;

/// <summary>The documents that commands print as JSON. Their fields only grow within a version.</summary>
[JsonSerializable(typeof(TaskDocument))]
[JsonSerializable(typeof(WorkflowDocument))]
[JsonSerializable(typeof(QueueDocument))]
[JsonSerializable(typeof(RunnerDocument))]
[JsonSerializable(typeof(NamespaceDocument))]
[JsonSerializable(typeof(NamedNamespaceDocument))]
[JsonSerializable(typeof(SettingDocument))]
[JsonSerializable(typeof(ContextDocument))]
[JsonSerializable(typeof(DeletionDocument))]
[JsonSerializable(typeof(StepDocument))]
[JsonSerializable(typeof(LogDocument))]
[JsonSerializable(typeof(ExplanationDocument))]
[JsonSerializable(typeof(ReportDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(ManualDocument))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>Which fields there are: raised when one goes or changes its meaning.</summary>
    public const int Version = 1;

    /// <summary>Text as it is, not as escapes: it goes to a terminal or a program, not into a page.</summary>
    public static CliJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = ReadableJson.Encoder,
    });
}

/// <summary>JSON that a task has stored, as it is and not as a text.</summary>
internal sealed class StoredJson : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        using JsonDocument stored = JsonDocument.Parse(value);
        stored.RootElement.WriteTo(writer);
    }
}
