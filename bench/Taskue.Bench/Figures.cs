using System.Globalization;
using System.Text.Json;

namespace Taskue.Bench;

/// <summary>The figures of one run, flat: printed as they come, and written as one JSON object.</summary>
internal sealed class Figures
{
    private readonly Dictionary<string, object> all = new(StringComparer.Ordinal);

    public double this[string key] => Convert.ToDouble(all[key], CultureInfo.InvariantCulture);

    public void Set(string key, string text)
    {
        all[key] = text;
        Console.WriteLine($"{key,-44} {text}");
    }

    public void Set(string key, double value)
    {
        double rounded = Math.Abs(value) >= 1000 ? Math.Round(value) : Math.Round(value, 3);
        all[key] = rounded;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key,-44} {rounded,14:#,0.###}"));
    }

    public string ToJson() => JsonSerializer.Serialize(all, Indented);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
}
