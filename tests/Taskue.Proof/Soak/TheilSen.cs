namespace Taskue.Proof.Soak;

/// <summary>
/// The slope of a noisy series: the median of the slopes between all pairs of its points. Up to 29 % of the points may be anything, and it
/// still tells the slope of the others. (H. Theil, "A rank-invariant method of linear and polynomial regression analysis", 1950; P. K. Sen,
/// "Estimates of the regression coefficient based on Kendall's tau", Journal of the American Statistical Association 63, 1968.)
/// </summary>
internal static class TheilSen
{
    /// <summary>Beyond this, points are joined into the medians of neighbours: all pairs of ten thousand points would be fifty million.</summary>
    private const int MostPoints = 400;

    /// <summary>Units of y for each unit of x; 0 where there are fewer than two different x.</summary>
    public static double Slope(IReadOnlyList<(double X, double Y)> points)
    {
        (double X, double Y)[] few = Thinned(points);
        var slopes = new List<double>(few.Length * (few.Length - 1) / 2);
        for (int i = 0; i < few.Length; i++)
        {
            for (int j = i + 1; j < few.Length; j++)
            {
                if (few[j].X != few[i].X)
                {
                    slopes.Add((few[j].Y - few[i].Y) / (few[j].X - few[i].X));
                }
            }
        }

        return slopes.Count == 0 ? 0 : Median(slopes);
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static (double X, double Y)[] Thinned(IReadOnlyList<(double X, double Y)> points)
    {
        int size = (points.Count + MostPoints - 1) / MostPoints;
        return size <= 1 ? [.. points]
            : [.. points.Chunk(size).Select(some => (Median(some.Select(point => point.X)), Median(some.Select(point => point.Y))))];
    }
}
