using System.Text;

namespace Taskue.Cli.Output;

/// <summary>How many cells of a terminal a text takes.</summary>
internal static class TextWidth
{
    public static int Of(string text) => Ascii.IsValid(text) ? text.Length : text.EnumerateRunes().Sum(Of);

    /// <summary>As much of a text as fits.</summary>
    public static string Cut(string text, int width)
    {
        int end = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width -= Of(rune);
            if (width < 0)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }

    // Only texts beyond ASCII need the tables, and the library that has them.
    private static int Of(Rune rune) => rune.IsAscii ? 1 : Math.Max(0, Wide(rune));

    private static int Wide(Rune rune) => Spectre.Console.Rendering.Segment.CellCount([new Spectre.Console.Rendering.Segment(rune.ToString())]);
}
