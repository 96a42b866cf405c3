using System.Globalization;
using System.Text;

namespace Taskue;

/// <summary>A line that is written over from its beginning, as a terminal shows it: a progress bar. Each character takes one place.</summary>
/// <remarks>Sequences that erase to the end of the line, or all of it, are obeyed. Others, such as colours, stay with the character behind them.</remarks>
internal sealed class ScreenLine
{
    private const char Escape = '\e';

    private static readonly string[] Ascii = [.. Enumerable.Range(0, 128).Select(static code => ((char)code).ToString())];

    private readonly List<string> places = [];

    /// <summary>Writes a text over what is there, from the beginning of the line.</summary>
    public void Write(string text)
    {
        int at = 0;
        var before = new StringBuilder();
        for (int i = 0; i < text.Length;)
        {
            int length = SequenceAt(text, i);
            if (length > 0 && text[i + length - 1] == 'K')
            {
                Erase(text.AsSpan(i + 2, length - 3), at);
            }
            else if (length > 0)
            {
                before.Append(text, i, length);
            }
            else
            {
                length = Rune.TryGetRuneAt(text, i, out Rune rune) ? rune.Utf16SequenceLength : 1;
                string place = before.Length == 0 && text[i] < Ascii.Length ? Ascii[text[i]] : before.Append(text, i, length).ToString();
                before.Clear();
                if (at > 0 && at <= places.Count && TakesNoPlace(rune))
                {
                    places[at - 1] += place;
                }
                else
                {
                    Put(at++, place);
                }
            }

            i += length;
        }

        if (before.Length > 0)
        {
            Put(at, before + (at < places.Count ? places[at] : ""));
        }
    }

    public override string ToString() => string.Concat(places);

    private void Put(int at, string place)
    {
        while (places.Count <= at)
        {
            places.Add(" ");
        }

        places[at] = place;
    }

    private void Erase(ReadOnlySpan<char> mode, int at)
    {
        if (mode is "" or "0")
        {
            places.RemoveRange(Math.Min(at, places.Count), places.Count - Math.Min(at, places.Count));
        }
        else if (mode is "2")
        {
            places.Clear();
        }
    }

    private static bool TakesNoPlace(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;

    /// <summary>How long the control sequence is that begins here: <c>ESC [</c>, parameters, and a letter; 0 if none does.</summary>
    private static int SequenceAt(string text, int at)
    {
        if (text[at] != Escape || at + 1 >= text.Length || text[at + 1] != '[')
        {
            return 0;
        }

        int end = at + 2;
        while (end < text.Length && text[end] is >= ' ' and <= '?')
        {
            end++;
        }

        return end < text.Length ? end + 1 - at : 0;
    }
}
