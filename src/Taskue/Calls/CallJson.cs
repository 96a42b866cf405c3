using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Reads and writes arguments and results in the JSON of format 1; see <see cref="JsonFormat"/>.</summary>
internal static class CallJson
{
    /// <summary>The process's options. Asking for them freezes them.</summary>
    public static JsonSerializerOptions Options => JsonFormat.Default.Options;

    /// <summary>Reads a stored result.</summary>
    /// <param name="json">The result as stored; <see langword="null"/> or empty where the method returned nothing.</param>
    /// <exception cref="JsonException">It is not a <typeparamref name="T"/>.</exception>
    public static T ReadResult<T>(string? json)
    {
        if (string.IsNullOrEmpty(json))
        {
            return default!;
        }

        try
        {
            return JsonSerializer.Deserialize(json, TypeInfo<T>())!;
        }
        catch (NotSupportedException e)
        {
            throw new JsonException($"The stored result cannot be read as {TypeText.Of(typeof(T))}: {e.Message}", e);
        }
    }

    /// <summary>Writes a result to what <paramref name="output"/> holds already.</summary>
    public static void WriteResult<T>(T value, IBufferWriter<byte> output) => WriteResult(value, TypeInfo<T>(), output);

    /// <summary>Writes a result with a contract that the caller keeps.</summary>
    public static void WriteResult<T>(T value, JsonTypeInfo<T> type, IBufferWriter<byte> output)
    {
        var scratch = JsonScratch.Rent();
        try
        {
            scratch.Writer.Reset(output);
            JsonSerializer.Serialize(scratch.Writer, value, type);
            scratch.Writer.Flush();
        }
        finally
        {
            JsonScratch.Return(scratch);
        }
    }

    /// <summary>Writes a result as text.</summary>
    public static string WriteResult<T>(T value)
    {
        var output = new ArrayBufferWriter<byte>();
        WriteResult(value, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}
