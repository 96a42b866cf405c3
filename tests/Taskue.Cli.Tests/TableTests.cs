using Taskue.Cli.Output;

namespace Taskue.Cli.Tests;

public sealed class TableTests
{
    private static readonly Column<(string Name, string Count, string Note)>[] Columns =
    [
        new("name", static (row, _) => row.Name) { Gives = true },
        new("count", static (row, _) => row.Count) { IsRight = true },
        new("note", static (row, _) => row.Note),
    ];

    [Theory]
    [InlineData(40, "NAME           COUNT  NOTE|the first one  1,234  a note")]
    [InlineData(24, "NAME       COUNT  NOTE|the fi...  1,234  a note")]
    [InlineData(14, "NAME      NOTE|the f...  a...")]
    [InlineData(8, "NAME|the f...")]
    public void Text_is_cut_to_the_width_of_a_terminal_and_numbers_are_left_out_rather_than_cut(int width, string expected)
    {
        using var output = new StringWriter { NewLine = "|" };
        Table.Write(output, new Look(new OutputSettings { Width = width }, TimeProvider.System), Columns, [("the first one", "1,234", "a note")]);
        Assert.Equal(expected, output.ToString().TrimEnd('|'));
    }
}
