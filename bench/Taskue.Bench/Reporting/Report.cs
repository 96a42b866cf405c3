using System.Globalization;
using System.Text.Json;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What a run found: it prints as it goes, and is written as a page, one flat JSON object and charts.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Dictionary<string, object> flat = new(StringComparer.Ordinal);
    private readonly List<string> page = [];
    private readonly List<Figure> figures = [];
    private readonly List<Chart> charts = [];

    public Report(Conditions conditions)
    {
        Conditions = conditions;
        Set("machine", conditions.Machine);
        Set("redis_version", conditions.RedisVersion);
    }

    public Conditions Conditions { get; }

    /// <summary>A figure of this run by its key.</summary>
    /// <returns>Null when the section that gives it has not run.</returns>
    public double? this[string key] => flat.TryGetValue(key, out object? value) ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;

    public void Begin(Section section)
    {
        EndFigures();
        Console.WriteLine($"\n== {section.Name}: {section.What}");
        page.AddRange(["", $"## {section.Name}", "", section.What, ""]);
    }

    /// <summary>A fact that is no number, such as the version of another system.</summary>
    public void Set(string key, string text)
    {
        flat[key] = text;
        Console.WriteLine($"{key,-48} {text}");
    }

    public void Set(string key, double value, string unit) => Add(new Figure(key, value, unit));

    /// <summary>The median, with the spread beside it.</summary>
    public void Set(string key, Sample sample, string unit) => Add(new Figure(key, sample.Median, unit, sample.Count > 1 ? sample.Spread : null));

    /// <summary>A figure for the JSON object alone: on the page it stands in a table or a chart.</summary>
    public void Keep(string key, Sample sample)
    {
        flat[key] = new Figure(key, sample.Median, "").Rounded;
        if (sample.Count > 1)
        {
            flat[key + "_spread"] = Math.Round(sample.Spread, 3);
        }
    }

    /// <inheritdoc cref="Keep(string, Sample)"/>
    public void Keep(string key, string text) => flat[key] = text;

    /// <summary>A sentence about what was found, such as a slope in words.</summary>
    public void Say(string text)
    {
        EndFigures();
        Console.WriteLine(text);
        page.AddRange([text, ""]);
    }

    public void Add(Table table)
    {
        EndFigures();
        page.AddRange(table.Lines());
        foreach (string line in table.Lines())
        {
            Console.WriteLine(line);
        }
    }

    public void Add(Chart chart)
    {
        EndFigures();
        charts.Add(chart);
        page.AddRange([$"![{chart.Title}]({chart.Name}.svg)", ""]);
    }

    public string ToJson() => JsonSerializer.Serialize(flat, Indented);

    /// <summary>Writes <c>report.md</c>, <c>figures.json</c> and the charts into a folder, which is made.</summary>
    public async Task WriteAsync(string folder)
    {
        EndFigures();
        Directory.CreateDirectory(folder);
        await File.WriteAllLinesAsync(Path.Combine(folder, "report.md"), ["# Measurements", "", .. Conditions.Lines(), .. page]);
        await File.WriteAllTextAsync(Path.Combine(folder, "figures.json"), ToJson());
        foreach (Chart chart in charts)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, chart.Name + ".svg"), chart.ToSvg());
        }
    }

    private void Add(Figure figure)
    {
        flat[figure.Key] = figure.Rounded;
        if (figure.Spread is { } spread)
        {
            flat[figure.Key + "_spread"] = Math.Round(spread, 3);
        }

        figures.Add(figure);
        Console.WriteLine($"{figure.Key,-48} {figure.Text,14} {figure.Unit}{(figure.Spread is null ? "" : $"  (spread {figure.SpreadText})")}");
    }

    // The figures of a section stand in one table, up to the next sentence, table or chart.
    private void EndFigures()
    {
        if (figures.Count == 0)
        {
            return;
        }

        page.AddRange(["| figure | value | unit | spread |", "| --- | ---: | --- | ---: |"]);
        page.AddRange(figures.Select(figure => $"| {figure.Key} | {figure.Text} | {figure.Unit} | {figure.SpreadText} |"));
        page.Add("");
        figures.Clear();
    }
}
