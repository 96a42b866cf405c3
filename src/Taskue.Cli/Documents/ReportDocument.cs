using System.Text.Json;

namespace Taskue.Cli.Documents;

/// <summary>What was checked, as JSON.</summary>
internal sealed record ReportDocument(string Namespace, string Verdict, IReadOnlyList<CheckDocument> Checks)
{
    public static JsonElement Of(StoreReport report) => JsonSerializer.SerializeToElement(new ReportDocument(
        report.Namespace, Word(report.Verdict), [.. report.Checks.Select(check => new CheckDocument(check.Name, Word(check.Verdict), check.Finding, check.Remedy))]),
        CliJson.Readable.ReportDocument);

    public static string Word(CheckVerdict verdict) => verdict switch
    {
        CheckVerdict.Ok => "ok",
        CheckVerdict.Unknown => "unknown",
        CheckVerdict.Warn => "warn",
        _ => "fail",
    };
}

/// <summary>One check.</summary>
internal sealed record CheckDocument(string Name, string Verdict, string Finding, string? Remedy);
