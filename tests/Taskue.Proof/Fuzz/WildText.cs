using System.Text;

namespace Taskue.Proof.Fuzz;

/// <summary>Bytes as a text that may be none: half a surrogate pair, which UTF-8 forbids, comes through as it does in a .NET string.</summary>
internal static class WildText
{
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        int from = 0;
        for (int i = 0; i + 2 < bytes.Length; i++)
        {
            if (bytes[i] == 0xED && bytes[i + 1] is >= 0xA0 and <= 0xBF && bytes[i + 2] is >= 0x80 and <= 0xBF)
            {
                text.Append(Encoding.UTF8.GetString(bytes[from..i])).Append((char)(0xD000 | ((bytes[i + 1] & 0x3F) << 6) | (bytes[i + 2] & 0x3F)));
                i += 2;
                from = i + 1;
            }
        }

        return text.Append(Encoding.UTF8.GetString(bytes[from..])).ToString();
    }
}
