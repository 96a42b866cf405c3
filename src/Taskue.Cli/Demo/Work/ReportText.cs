using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Taskue.Cli.Output;

namespace Taskue.Cli.Demo.Work;

/// <summary>The report: a table of the files and their sums, as Markdown, or as JSON for a file named so.</summary>
internal static class ReportText
{
    public static string For(string file, string folder, DemoTotals totals, IReadOnlyList<FileCount> files) =>
        file.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? JsonSerializer.Serialize(new Report(folder, totals, files), ReportJson.Readable.Report) + "\n"
            : Markdown(folder, totals, files);

    private static string Markdown(string folder, DemoTotals totals, IReadOnlyList<FileCount> files)
    {
        var text = new StringBuilder();
        CultureInfo plain = CultureInfo.InvariantCulture;
        text.Append(plain, $"# Files of {Cell(folder)}\n\n");
        text.Append("| extension | files | lines | words | bytes |\n|---|--:|--:|--:|--:|\n");
        foreach ((string extension, Sums sums) in totals.ByExtension)
        {
            text.Append(plain, $"| {(extension.Length == 0 ? "none" : Cell(extension))} | {sums.Files} | {sums.Lines} | {sums.Words} | {sums.Bytes} |\n");
        }

        text.Append(plain, $"| **all** | **{totals.All.Files}** | **{totals.All.Lines}** | **{totals.All.Words}** | **{totals.All.Bytes}** |\n\n");
        text.Append("| file | lines | words | bytes | SHA-256 |\n|---|--:|--:|--:|---|\n");
        foreach (FileCount one in files)
        {
            text.Append(plain, $"| {Cell(one.Path)} | {one.Lines} | {one.Words} | {one.Bytes} | `{one.Sha256}` |\n");
        }

        return text.ToString();
    }

    // A name may hold whatever would end the cell or begin markup.
    private static string Cell(string name)
    {
        var cell = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            if (char.IsControl(c))
            {
                cell.Append('\uFFFD');
                continue;
            }

            if (c is '|' or '\\' or '`' or '*' or '_' or '[' or '<' or '&')
            {
                cell.Append('\\');
            }

            cell.Append(c);
        }

        return cell.ToString();
    }
}

/// <summary>The report as JSON.</summary>
internal sealed record Report(string Folder, DemoTotals Totals, IReadOnlyList<FileCount> Files);

[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>Text as it is, not as escapes: it goes into a file, not into a page.</summary>
    public static ReportJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = ReadableJson.Encoder,
    });
}
