using System.Globalization;
using System.Text;

namespace Taskue.Store;

/// <summary>
/// The tail of a record of <c>done</c> or <c>tries</c>: <c>runner|result,type,message,detail|</c> (four lengths in bytes) and the four texts.
/// </summary>
internal readonly record struct OutcomeRecord(string? Runner, ReadOnlyMemory<byte> Result, TaskError? Error)
{
    /// <summary>How many bytes of error text are kept of one attempt.</summary>
    public const int MaxErrorBytes = 8 * 1024;

    public static byte[] Write(string runner, ReadOnlySpan<byte> result, TaskError? error, ReadOnlySpan<byte> after = default)
    {
        string type = error?.Type ?? "", message = error?.Message ?? "", detail = error?.Detail ?? "";
        type = Cut(type, 256);
        message = Cut(message, MaxErrorBytes - 256);
        detail = Cut(detail, MaxErrorBytes - Encoding.UTF8.GetByteCount(type) - Encoding.UTF8.GetByteCount(message));
        string head = string.Create(CultureInfo.InvariantCulture,
            $"{runner}|{result.Length},{Encoding.UTF8.GetByteCount(type)},{Encoding.UTF8.GetByteCount(message)},{Encoding.UTF8.GetByteCount(detail)}|");
        // Each text by itself: half a surrogate pair at the end of one and the other half in the next would count as one character.
        var bytes = new byte[Encoding.UTF8.GetByteCount(head) + result.Length
            + Encoding.UTF8.GetByteCount(type) + Encoding.UTF8.GetByteCount(message) + Encoding.UTF8.GetByteCount(detail) + after.Length];
        int at = Encoding.UTF8.GetBytes(head, bytes);
        result.CopyTo(bytes.AsSpan(at));
        at += result.Length;
        at += Encoding.UTF8.GetBytes(type, bytes.AsSpan(at));
        at += Encoding.UTF8.GetBytes(message, bytes.AsSpan(at));
        at += Encoding.UTF8.GetBytes(detail, bytes.AsSpan(at));
        after.CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    public static bool TryRead(ReadOnlySpan<byte> tail, out OutcomeRecord outcome)
    {
        var reader = new PackedReader(tail);
        outcome = default;
        if (!reader.TryText((byte)'|', out string runner)
            || !reader.TryNumber((byte)',', out long? result) || !reader.TryNumber((byte)',', out long? type)
            || !reader.TryNumber((byte)',', out long? message) || !reader.TryNumber((byte)'|', out long? detail)
            || !Take(ref reader, result, out ReadOnlySpan<byte> resultBytes) || !Take(ref reader, type, out ReadOnlySpan<byte> typeBytes)
            || !Take(ref reader, message, out ReadOnlySpan<byte> messageBytes) || !Take(ref reader, detail, out ReadOnlySpan<byte> detailBytes))
        {
            return false;
        }

        TaskError? error = typeBytes.IsEmpty && messageBytes.IsEmpty ? null : new TaskError(
            Encoding.UTF8.GetString(typeBytes), Encoding.UTF8.GetString(messageBytes),
            detailBytes.IsEmpty ? null : Encoding.UTF8.GetString(detailBytes));
        outcome = new OutcomeRecord(runner.Length == 0 ? null : runner, resultBytes.ToArray(), error);
        return true;
    }

    /// <summary>Shortens a text to a number of UTF-8 bytes, never through the middle of a character.</summary>
    internal static string Cut(string text, int maxBytes)
    {
        if (text.Length * 3L <= maxBytes || Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        const string Mark = "…";
        int room = maxBytes - Encoding.UTF8.GetByteCount(Mark);
        if (room < 0)
        {
            return "";
        }

        int bytes = 0, chars = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > room)
            {
                break;
            }

            bytes += rune.Utf8SequenceLength;
            chars += rune.Utf16SequenceLength;
        }

        return text[..chars] + Mark;
    }

    private static bool Take(ref PackedReader reader, long? length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return length is >= 0 and <= int.MaxValue && reader.TryTake((int)length.Value, out bytes);
    }
}
