using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Reads what was written of a value, writes that again and compares: for contracts in doubt.</summary>
internal static class ReadBack
{
    public static Finding? Find(object? value, ReadOnlyMemory<byte> json, JsonTypeInfo info)
    {
        object? back;
        ReadOnlyMemory<byte> again;
        try
        {
            back = JsonSerializer.Deserialize(json.Span, info);
            again = Write(back, info);
        }
        catch (Exception e)
        {
            return new Finding("", $"can be written but not read back: {ExceptionText.MessageOf(e).TrimEnd('.')}. Correct its JSON contract, or pass its data as a record.");
        }

        if (again.Span.SequenceEqual(json.Span) || Difference(json, again) is not { } at)
        {
            return null;
        }

        // What is written differently each time, as by a converter that encrypts, cannot be compared.
        return Difference(json, Write(value, info)) is null
            ? new Finding(at, "comes back from JSON with another value. Correct its converter, constructor, accessors or comparer, or pass its data as a record.")
            : null;
    }

    private static ReadOnlyMemory<byte> Write(object? value, JsonTypeInfo info)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = JsonScratch.NewWriter(output);
        JsonSerializer.Serialize(writer, value, info);
        writer.Flush();
        return output.WrittenMemory;
    }

    private static string? Difference(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        using var first = JsonDocument.Parse(one, new JsonDocumentOptions { MaxDepth = 128 });
        using var second = JsonDocument.Parse(other, new JsonDocumentOptions { MaxDepth = 128 });
        return Difference(first.RootElement, second.RootElement);
    }

    /// <summary>The first place where two texts differ; members may be in any order.</summary>
    private static string? Difference(JsonElement one, JsonElement other)
    {
        if (JsonElement.DeepEquals(one, other))
        {
            return null;
        }

        if (one.ValueKind == JsonValueKind.Object && other.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in one.EnumerateObject())
            {
                if (!other.TryGetProperty(member.Name, out var there))
                {
                    return "." + member.Name;
                }

                if (Difference(member.Value, there) is { } at)
                {
                    return $".{member.Name}{at}";
                }
            }

            return other.EnumerateObject().Where(member => !one.TryGetProperty(member.Name, out _)).Select(member => "." + member.Name).FirstOrDefault("");
        }

        if (one.ValueKind == JsonValueKind.Array && other.ValueKind == JsonValueKind.Array)
        {
            for (var i = 0; i < Math.Min(one.GetArrayLength(), other.GetArrayLength()); i++)
            {
                if (Difference(one[i], other[i]) is { } at)
                {
                    return $"[{i}]{at}";
                }
            }
        }

        return "";
    }
}
