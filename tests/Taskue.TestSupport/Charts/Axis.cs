using System.Globalization;

namespace Taskue.TestSupport;

/// <summary>One axis: what it shows, and where a value stands on it.</summary>
internal sealed class Axis
{
    private readonly double low, high;
    private readonly bool log;

    private Axis(string title, double low, double high, bool log)
    {
        (Title, this.low, this.high, this.log) = (title, low, high, log);
    }

    public string Title { get; }

    /// <summary>From zero to a round number above the highest value.</summary>
    public static Axis Linear(string title, IEnumerable<double> values)
    {
        double most = values.Append(0).Max(), step = StepOf(most);
        return new Axis(title, 0, most > 0 ? Math.Ceiling(most / step) * step : 1, log: false);
    }

    /// <summary>Whole decades around all values; a value of zero stands at the low end.</summary>
    public static Axis Log(string title, IEnumerable<double> values)
    {
        double[] positive = [.. values.Where(value => value > 0).DefaultIfEmpty(1)];
        double least = Math.Floor(Math.Log10(positive.Min())), most = Math.Ceiling(Math.Log10(positive.Max()));
        return new Axis(title, least, Math.Max(most, least + 1), log: true);
    }

    /// <summary>From 0, the low end, to 1.</summary>
    public double PlaceOf(double value) => Math.Clamp(((log ? Math.Log10(Math.Max(value, 1e-12)) : value) - low) / (high - low), 0, 1);

    public IEnumerable<(double Place, string Label)> Ticks()
    {
        double step = log ? 1 : StepOf(high);
        for (double at = low; at <= high + (step / 1000); at += step)
        {
            yield return ((at - low) / (high - low), LabelOf(log ? Math.Pow(10, at) : at));
        }
    }

    public static string LabelOf(double value) => value switch
    {
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " M",
        >= 1e3 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + " k",
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    // 1, 2 or 5 times a power of ten: four to eight steps up to the highest value.
    private static double StepOf(double most)
    {
        if (most <= 0)
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return (most / power) switch { < 1.6 => power / 5, < 4 => power / 2, _ => power };
    }
}
