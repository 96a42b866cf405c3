using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Taskue.Cli.Output;

/// <summary>
/// JSON for terminals and programs: texts as they are, in every script and with emoji. Only what JSON demands is escaped, and what would steer a terminal.
/// </summary>
internal sealed class ReadableJson : JavaScriptEncoder
{
    private const int EscapedUnit = 6; // \uXXXX

    public static ReadableJson Encoder { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => 2 * EscapedUnit;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is '"' or '\\' || Steering.Is(new Rune(unicodeScalar));

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var rest = new ReadOnlySpan<char>(text, textLength);
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out Rune rune, out int length) != OperationStatus.Done || WillEncode(rune.Value))
            {
                return textLength - rest.Length;
            }

            rest = rest[length..];
        }

        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        string escaped = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => string.Concat(new Rune(unicodeScalar).ToString().Select(static c => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"))),
        };
        bool fits = escaped.AsSpan().TryCopyTo(new Span<char>(buffer, bufferLength));
        numberOfCharactersWritten = fits ? escaped.Length : 0;
        return fits;
    }
}
