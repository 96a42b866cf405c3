using System.Globalization;

namespace Taskue.Proof.Soak;

/// <summary>Whether a measure stands still in the second half of a load: its fitted growth over that half, held against a tolerance.</summary>
internal sealed record Flatness(string What, string Unit, double Median, double Growth, double Allowed)
{
    private const int FewestPoints = 4;

    public bool Holds => Growth <= Allowed;

    public string Text => string.Create(CultureInfo.InvariantCulture,
        $"median {Median:0.0} {Unit}, grew by {Growth:0.00} {Unit} ({Allowed:0.0} allowed)");

    /// <summary>Judges a series over time; null where it has too few points to say anything.</summary>
    public static Flatness? Of(string what, string unit, IEnumerable<(double Seconds, double Value)> series, double loadSeconds, Tolerance tolerance)
    {
        (double X, double Y)[] judged = [.. series.Where(point => point.Seconds >= loadSeconds / 2 && point.Seconds <= loadSeconds)];
        if (judged.Length < FewestPoints)
        {
            return null;
        }

        double median = TheilSen.Median(judged.Select(point => point.Y));
        return new Flatness(what, unit, median, TheilSen.Slope(judged) * (judged[^1].X - judged[0].X), tolerance.Of(median));
    }
}
