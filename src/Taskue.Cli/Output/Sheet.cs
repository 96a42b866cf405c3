namespace Taskue.Cli.Output;

/// <summary>One thing as a person reads it: names and values, texts of several lines, and tables, under headings.</summary>
internal sealed class Sheet(TextWriter output, Look look)
{
    private const string Below = "    ";

    private readonly List<(string Name, Cell Value)> pairs = [];
    private bool begun;

    public Look Look => look;

    /// <summary>A name and its value; nothing where the value is empty.</summary>
    public Sheet Add(string name, Cell value)
    {
        if (value.Text.Length > 0)
        {
            pairs.Add((name, value));
        }

        return this;
    }

    public Sheet Heading(string text)
    {
        End();
        if (begun)
        {
            output.WriteLine();
        }

        output.WriteLine(look.Painted(text, Tone.Strong));
        begun = true;
        return this;
    }

    /// <summary>A text under a heading, as many lines as it has.</summary>
    public Sheet Text(string heading, string text, Tone tone = Tone.Plain)
    {
        Heading(heading);
        foreach (string line in Look.Safe(text, lines: true).TrimEnd().Split('\n'))
        {
            output.WriteLine(line.Length == 0 ? "" : "  " + look.Painted(line, tone));
        }

        return this;
    }

    /// <summary>A line as it is, however long.</summary>
    public void Line(string text, Tone tone) => output.WriteLine(look.Painted(Look.Safe(text), tone));

    public Sheet Rows<T>(IReadOnlyList<Column<T>> columns, IReadOnlyList<T> items)
    {
        End();
        Table.Write(output, look, columns, items, "  ");
        return this;
    }

    /// <summary>Prints the names and values that were added since.</summary>
    public void End()
    {
        int width = pairs.Select(pair => pair.Name.Length).DefaultIfEmpty().Max() + 1;
        bool below = width > look.Settings.Width / 2; // too long a name leaves no room beside it
        foreach ((string name, Cell value) in pairs)
        {
            if (below)
            {
                Write("", 0, $"{name}:", Tone.Quiet);
                Write(Below, Below.Length, value.Text, value.Tone);
            }
            else
            {
                Write($"{look.Painted($"{name}:".PadRight(width), Tone.Quiet)} ", width + 1, value.Text, value.Tone);
            }

            begun = true;
        }

        pairs.Clear();
    }

    private void Write(string start, int indent, string text, Tone tone)
    {
        foreach (string line in TextWrap.Lines(Look.Safe(text), look.Settings.Width - indent))
        {
            output.WriteLine(start + look.Painted(line, tone));
            start = new string(' ', indent);
        }
    }
}
