using System.Globalization;
using System.Text;

namespace Taskue;

/// <summary>How long a line may be.</summary>
internal static class LogLine
{
    /// <summary>What is kept of one line or message, as UTF-8.</summary>
    public const int MostBytes = 8 * 1024;

    /// <summary>Shortens a text to the limit, between characters, and says by how much.</summary>
    public static string Fit(string text)
    {
        if (text.Length * 3L <= MostBytes)
        {
            return text;
        }

        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes <= MostBytes)
        {
            return text;
        }

        const int room = MostBytes - 64;
        int kept = 0, characters = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (kept + rune.Utf8SequenceLength > room)
            {
                break;
            }

            kept += rune.Utf8SequenceLength;
            characters += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, characters), CutMark(bytes - kept, "bytes"));
    }

    public static string CutMark(long count, string unit) => string.Create(CultureInfo.InvariantCulture, $"… ({count} more {unit} cut)");
}
