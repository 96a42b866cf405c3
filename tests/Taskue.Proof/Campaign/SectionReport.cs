namespace Taskue.Proof.Campaign;

/// <summary>A broken rule: what was seen, and where the history lies that shows it again.</summary>
/// <param name="Text">What was seen, beside what should have been.</param>
/// <param name="History">The file for <c>./prove --replay</c>; null where nothing can be replayed.</param>
internal sealed record Violation(string Text, string? History = null);

/// <summary>A figure of a section, such as <c>steps: 100000</c>.</summary>
internal sealed record Figure(string Name, string Value);

/// <summary>A table of a section's report, such as its mutants.</summary>
internal sealed record ReportTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>What a section found.</summary>
internal sealed record SectionReport(string Name, IReadOnlyList<Figure> Figures, IReadOnlyList<Violation> Violations)
{
    public ReportTable? Table { get; init; }

    public TimeSpan Took { get; init; }

    public bool Holds => Violations.Count == 0;
}
