using System.Globalization;
using Taskue.Proof.Campaign;

namespace Taskue.Proof.Load;

/// <summary>What a load has measured, and what was wrong.</summary>
internal sealed class LoadNotes(TextWriter progress)
{
    private readonly List<Figure> figures = [];

    public IReadOnlyList<Figure> Figures => figures;

    public List<Violation> Violations { get; } = [];

    public void Add(string what, string measured)
    {
        figures.Add(new Figure(what, measured));
        progress.WriteLine($"  {what}: {measured}");
    }

    public void Add(string what, double value, string unit) => Add(what, string.Create(CultureInfo.InvariantCulture,
        $"{value.ToString(value is >= 100 or <= -100 || value == Math.Truncate(value) ? "N0" : "0.##", CultureInfo.InvariantCulture)} {unit}"));

    public void Wrong(string what) => Violations.Add(new Violation(what));
}
