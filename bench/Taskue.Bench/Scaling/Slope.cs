using System.Globalization;

namespace Taskue.Bench;

/// <summary>How a figure moves with what it is plotted against: a straight line over the decades, fitted by least squares.</summary>
/// <param name="PerDecade">What the fitted line gains with each tenfold, as a part of the mean.</param>
/// <param name="Ends">The last point by the first.</param>
internal readonly record struct Slope(double PerDecade, double Ends)
{
    /// <summary>Points at zero have no place on a logarithmic axis, and count for the ends only.</summary>
    public static Slope Of(IReadOnlyList<(double X, double Y)> points)
    {
        (double X, double Y)[] logs = [.. points.Where(point => point.X > 0).Select(point => (Math.Log10(point.X), point.Y))];
        double meanX = logs.Average(point => point.X), meanY = logs.Average(point => point.Y);
        double square = logs.Sum(point => (point.X - meanX) * (point.X - meanX));
        double rise = square == 0 ? 0 : logs.Sum(point => (point.X - meanX) * (point.Y - meanY)) / square;
        return new Slope(meanY == 0 ? 0 : rise / meanY, points[0].Y == 0 ? 0 : points[^1].Y / points[0].Y);
    }

    public string In(string what, string x) => string.Create(CultureInfo.InvariantCulture,
        $"{what}: {PerDecade * 100:+0.0;-0.0} % with each tenfold of {x}, {(Math.Abs(PerDecade) < 0.03 ? "which is flat" : PerDecade > 0 ? "it rises" : "it falls")}; the last point is {Ends:0.00} of the first.");
}
