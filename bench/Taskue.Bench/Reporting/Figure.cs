using System.Globalization;

namespace Taskue.Bench;

/// <summary>One measured number with its key, its unit, and its spread where it was measured more than once.</summary>
internal sealed record Figure(string Key, double Value, string Unit, double? Spread = null)
{
    public double Rounded => Math.Abs(Value) >= 1000 ? Math.Round(Value) : Math.Round(Value, 3);

    public string Text => Rounded.ToString("#,0.###", CultureInfo.InvariantCulture);

    public string SpreadText => Spread is { } spread ? string.Create(CultureInfo.InvariantCulture, $"{spread * 100:0} %") : "";
}
