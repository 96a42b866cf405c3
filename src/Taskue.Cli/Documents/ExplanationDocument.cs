using System.Text.Json;

namespace Taskue.Cli.Documents;

/// <summary>Why something does not run, as JSON.</summary>
internal sealed record ExplanationDocument(
    string Id, string Kind, string Title, DateTimeOffset At, string Code, string Sentence, IReadOnlyDictionary<string, string> Details, IReadOnlyList<string> NextSteps)
{
    public static JsonElement Of(Explanation why) => JsonSerializer.SerializeToElement(new ExplanationDocument(
        why.Id, why.Kind == IdKind.Any ? "none" : why.Kind.ToString().ToLowerInvariant(), why.Title, why.At, why.Code, why.Sentence,
        why.Details.DistinctBy(detail => detail.Name).ToDictionary(detail => detail.Name, detail => detail.Value), why.NextSteps), CliJson.Readable.ExplanationDocument);
}
