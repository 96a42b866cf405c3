namespace Taskue.Bench;

/// <summary>One figure, measured several times.</summary>
internal sealed class Sample(IEnumerable<double> values)
{
    private readonly double[] sorted = [.. values.Order()];

    public int Count => sorted.Length;

    public double Median => At(0.5);

    public double Sum => sorted.Sum();

    public double Low => sorted[0];

    public double High => sorted[^1];

    /// <summary>From the lowest to the highest, as a part of the median.</summary>
    public double Spread => Median == 0 ? 0 : (High - Low) / Median;

    /// <summary>The value that this part of all does not exceed, interpolated between neighbours.</summary>
    public double At(double part)
    {
        double place = part * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
