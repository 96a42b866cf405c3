using System.Text;

namespace Taskue.Cli.Output;

/// <summary>Breaks a text into lines between words, never within one.</summary>
internal static class TextWrap
{
    /// <param name="text">The text, of one line.</param>
    /// <param name="width">How many cells a line has at most, if its words are not longer; null for no limit.</param>
    public static IReadOnlyList<string> Lines(string text, int? width)
    {
        if (width is not { } most || TextWidth.Of(text) <= most)
        {
            return [text];
        }

        var lines = new List<string>();
        var line = new StringBuilder();
        int used = 0;
        foreach (string word in text.Split(' '))
        {
            int length = TextWidth.Of(word);
            if (used > 0 && used + 1 + length > most)
            {
                lines.Add(line.ToString().TrimEnd());
                line.Clear();
                used = 0;
            }

            line.Append(used > 0 ? " " : "").Append(word);
            used += length + (used > 0 ? 1 : 0);
        }

        lines.Add(line.ToString());
        return lines;
    }
}
