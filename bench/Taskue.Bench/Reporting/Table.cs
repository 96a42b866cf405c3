using System.Globalization;

namespace Taskue.Bench;

/// <summary>A table of the report: the first column is text, numbers stand right.</summary>
internal sealed class Table(string title, params string[] columns)
{
    private readonly List<string[]> rows = [];

    public void Add(params object[] cells) => rows.Add([.. cells.Select(Cell)]);

    public IEnumerable<string> Lines()
    {
        yield return $"**{title}**";
        yield return "";
        yield return Row(columns);
        yield return Row([.. columns.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (string[] row in rows)
        {
            yield return Row(row);
        }

        yield return "";
    }

    private static string Row(string[] cells) => $"| {string.Join(" | ", cells)} |";

    private static string Cell(object value) => value switch
    {
        double number when Math.Abs(number) >= 100 => number.ToString("#,0", CultureInfo.InvariantCulture),
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
