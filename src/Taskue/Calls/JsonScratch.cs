using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Taskue;

/// <summary>A buffer and a writer kept for each thread, so that writing a call allocates nothing but its bytes.</summary>
internal sealed class JsonScratch
{
    // Not HTML-safe: what is stored is data, and whoever shows it in a page escapes it there. It halves text outside ASCII.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static JsonScratch? kept;

    private JsonScratch()
    {
        Buffer = new ArrayBufferWriter<byte>(512);
        Writer = NewWriter(Buffer);
    }

    public ArrayBufferWriter<byte> Buffer { get; }

    public Utf8JsonWriter Writer { get; }

    /// <summary>A writer of the stored format.</summary>
    public static Utf8JsonWriter NewWriter(IBufferWriter<byte> output) => new(output, WriterOptions);

    /// <summary>Gives this thread's, or a new one while that is in use: a converter may itself write a call.</summary>
    public static JsonScratch Rent()
    {
        var scratch = kept ?? new JsonScratch();
        kept = null;
        return scratch;
    }

    /// <summary>Whether U+FFFD was written, plain or escaped: half a surrogate pair is written so, and only then the text is worth a second look.</summary>
    public static bool HasReplacement(ReadOnlySpan<byte> json) => json.IndexOf("\uFFFD"u8) >= 0 || json.IndexOf(@"\uFFFD"u8) >= 0;

    public static void Return(JsonScratch scratch)
    {
        if (scratch.Buffer.Capacity > LargestKept)
        {
            return;
        }

        scratch.Buffer.ResetWrittenCount();
        scratch.Writer.Reset(scratch.Buffer);
        kept = scratch;
    }
}
