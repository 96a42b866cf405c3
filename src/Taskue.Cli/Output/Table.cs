using System.Text;

namespace Taskue.Cli.Output;

/// <summary>Rows under headers. Lines are cut to the width of a terminal, and to no width elsewhere; numbers are never cut.</summary>
internal static class Table
{
    private const string Gap = "  ";
    private const int LeastWidth = 8;

    public static void Write<T>(TextWriter output, Look look, IReadOnlyList<Column<T>> columns, IReadOnlyList<T> items, string indent = "")
    {
        Cell[][] rows = [.. items.Select(item => columns.Select(column => Clean(column.Cell(item, look))).ToArray())];
        bool headers = !look.Settings.NoHeaders;
        int[] widths = [.. columns.Select((column, at) => rows.Select(row => TextWidth.Of(row[at].Text)).DefaultIfEmpty(0).Max()).Select((width, at) => headers ? Math.Max(width, columns[at].Name.Length) : width)];
        int? room = look.Settings.Width - indent.Length;
        Fit(columns, widths, room);
        int[] shown = [.. Whole(columns, widths, room)];
        widths = [.. shown.Select(at => widths[at])];
        columns = [.. shown.Select(at => columns[at])];
        rows = [.. rows.Select(row => shown.Select(at => row[at]).ToArray())];
        if (headers)
        {
            output.WriteLine(Line(look, columns, widths, indent, [.. columns.Select(column => new Cell(column.Name.ToUpperInvariant(), Tone.Quiet))]));
        }

        foreach (Cell[] row in rows)
        {
            output.WriteLine(Line(look, columns, widths, indent, row));
        }
    }

    // What may be cut gives way first, the widest most.
    private static void Fit<T>(IReadOnlyList<Column<T>> columns, int[] widths, int? room)
    {
        int over = widths.Sum() + (Gap.Length * (widths.Length - 1)) - (room ?? int.MaxValue);
        while (over > 0)
        {
            int widest = Enumerable.Range(0, widths.Length).Where(at => columns[at].Gives && widths[at] > LeastWidth).OrderByDescending(at => widths[at]).FirstOrDefault(-1);
            if (widest < 0)
            {
                return;
            }

            widths[widest]--;
            over--;
        }
    }

    // A number that is cut is another number: a column of numbers that has no room for them is left out.
    private static IEnumerable<int> Whole<T>(IReadOnlyList<Column<T>> columns, int[] widths, int? room)
    {
        int used = 0;
        for (int at = 0; at < widths.Length; at++)
        {
            if (!columns[at].IsRight || used + widths[at] <= (room ?? int.MaxValue))
            {
                used += widths[at] + Gap.Length;
                yield return at;
            }
        }
    }

    private static string Line<T>(Look look, IReadOnlyList<Column<T>> columns, int[] widths, string indent, Cell[] cells)
    {
        var line = new StringBuilder(indent);
        int left = look.Settings.Width - indent.Length ?? int.MaxValue;
        for (int at = 0; at < cells.Length && left > 0; at++)
        {
            string text = look.Cut(cells[at].Text, Math.Min(widths[at], left));
            int width = TextWidth.Of(text);
            string pad = new(' ', Math.Max(0, Math.Min(widths[at], left) - width));
            bool last = at == cells.Length - 1;
            string painted = look.Painted(text, cells[at].Tone);
            line.Append(columns[at].IsRight ? pad + painted : last ? painted : painted + pad);
            left -= Math.Min(widths[at], left);
            if (!last && left > Gap.Length)
            {
                line.Append(Gap);
            }

            left -= Gap.Length;
        }

        return look.Settings.Color ? line.ToString() : line.ToString().TrimEnd();
    }

    private static Cell Clean(Cell cell) => cell with { Text = Look.Safe(cell.Text) };
}
