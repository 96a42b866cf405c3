using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Taskue.Proof.Campaign;

/// <summary>What a campaign found, as a table for people and as JSON for machines.</summary>
internal sealed record Report(Surroundings Where, CampaignOptions Options, DateTimeOffset At, IReadOnlyList<SectionReport> Sections)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public bool Holds => Sections.All(section => section.Holds);

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            holds = Holds,
            at = At,
            seed = Options.Seed,
            form = Options.Short ? "short" : "full",
            minutes = Options.Limit?.TotalMinutes,
            Where.Version,
            Where.Commit,
            Where.Runtime,
            Where.RedisServer,
            Where.Embedded,
            Where.Machine,
            sections = Sections.Select(section => new
            {
                section.Name,
                section.Holds,
                seconds = Math.Round(section.Took.TotalSeconds, 1),
                figures = section.Figures.ToDictionary(figure => figure.Name, figure => figure.Value, StringComparer.Ordinal),
                section.Violations,
                section.Table,
            }),
        },
        Json);

    public void Print(TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"Taskue {Where.Version}, commit {Where.Commit}; {Where.Runtime}; redis-server {Where.RedisServer}, Garnet {Where.Embedded}; {Where.Machine}");
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {Options.Seed}, {(Options.Short ? "short" : "full")} form, {At:yyyy-MM-dd HH:mm} UTC"));
        foreach (SectionReport section in Sections)
        {
            to.WriteLine();
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{section.Name}: {(section.Holds ? "holds" : $"{section.Violations.Count} violations")} ({section.Took.TotalSeconds:F1} s)"));
            int width = section.Figures.Select(figure => figure.Name.Length).DefaultIfEmpty(0).Max();
            foreach (Figure figure in section.Figures)
            {
                to.WriteLine($"  {figure.Name.PadRight(width)}  {figure.Value}");
            }

            PrintTable(to, section.Table);
            foreach (Violation violation in section.Violations)
            {
                to.WriteLine();
                to.WriteLine("  VIOLATION " + violation.Text.ReplaceLineEndings("\n  "));
                if (violation.History is { } history)
                {
                    to.WriteLine($"  See it again: ./prove --replay {history}");
                }
            }
        }

        to.WriteLine();
        to.WriteLine(Holds ? "The proof holds." : "THE PROOF IS BROKEN.");
    }

    private static void PrintTable(TextWriter to, ReportTable? table)
    {
        if (table is null)
        {
            return;
        }

        IReadOnlyList<string>[] rows = [table.Columns, .. table.Rows];
        int[] widths = [.. table.Columns.Select((_, i) => rows.Max(row => row[i].Length))];
        foreach (IReadOnlyList<string> row in rows)
        {
            to.WriteLine("  " + string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }
    }
}
