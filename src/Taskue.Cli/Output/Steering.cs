using System.Globalization;
using System.Text;

namespace Taskue.Cli.Output;

/// <summary>
/// Characters that steer a terminal or hide in a text instead of showing something: control characters, changes of the writing direction, and invisible ones.
/// </summary>
internal static class Steering
{
    public static bool Is(Rune rune) => !IsPlain(rune) && Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.Format => !ShowsSomething(rune.Value),
        _ => (rune.Value & 0xFFFE) == 0xFFFE, // no characters at all
    };

    private static bool IsPlain(Rune rune) => rune.Value is >= ' ' and <= '~';

    // Joiners make one emoji or word of several characters, a soft hyphen shows at the end of a line, and the rest are signs of the Arabic, Syriac
    // and Kaithi scripts.
    private static bool ShowsSomething(int value) =>
        value is 0xAD or 0x200C or 0x200D or (>= 0x600 and <= 0x605) or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD;
}
