using System.Buffers;
using System.Text;
using System.Text.Json;
using Taskue.Cli.Documents;

namespace Taskue.Cli.Output;

/// <summary>The documents around what is printed: one a command, with the version of its fields first.</summary>
internal static class JsonText
{
    /// <summary>One thing.</summary>
    public static JsonElement One(JsonElement value) => Document(writer =>
    {
        foreach (JsonProperty property in value.EnumerateObject())
        {
            property.WriteTo(writer);
        }
    });

    /// <summary>A thing with a text before its own fields.</summary>
    public static JsonElement With(string name, string text, JsonElement value) => Object(writer =>
    {
        writer.WriteString(name, text);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            property.WriteTo(writer);
        }
    });

    /// <summary>A list, and which page of what it is.</summary>
    public static JsonElement List(IEnumerable<JsonElement> items, PageInfo? page) => Document(writer =>
    {
        writer.WriteStartArray("items");
        foreach (JsonElement item in items)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
        if (page is not null)
        {
            writer.WriteNumber("page", page.Page);
            writer.WriteNumber("limit", page.Limit);
            if (page.Total is { } total)
            {
                writer.WriteNumber("total", total);
            }
        }
    });

    /// <summary>How many there are of each, and of all.</summary>
    public static JsonElement Counts(IEnumerable<(string Name, long Count)> counts, long total) => Object(writer =>
    {
        foreach ((string name, long count) in counts)
        {
            writer.WriteNumber(name, count);
        }

        writer.WriteNumber("total", total);
    });

    public static string Of(JsonElement value, bool indented)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = ReadableJson.Encoder }))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static JsonElement Document(Action<Utf8JsonWriter> write) => Object(writer =>
    {
        writer.WriteNumber("version", CliJson.Version);
        write(writer);
    });

    private static JsonElement Object(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        using JsonDocument document = JsonDocument.Parse(bytes.WrittenMemory);
        return document.RootElement.Clone();
    }
}
