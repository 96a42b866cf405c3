using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Groups of bars, one colour a series; a thin line over each bar goes from its lowest to its highest measurement.</summary>
internal sealed class BarChart(string name, string title, string unit, bool log = false) : Chart(name, title)
{
    private readonly List<string> groups = [], series = [];
    private readonly Dictionary<(string Group, string Series), (double Value, double Low, double High)> bars = [];

    public BarChart With(string group, string seriesName, Sample sample) => With(group, seriesName, sample.Median, sample.Low, sample.High);

    public BarChart With(string group, string seriesName, double value) => With(group, seriesName, value, value, value);

    public override string ToSvg()
    {
        double[] values = [.. bars.Values.SelectMany(bar => new[] { bar.Low, bar.High })];
        Axis vertical = log ? Axis.Log(unit, values) : Axis.Linear(unit, values);
        var canvas = new SvgCanvas(Title);
        canvas.Vertical(vertical);
        double groupWidth = (SvgCanvas.X(1) - SvgCanvas.X(0)) / groups.Count, width = groupWidth * 0.8 / series.Count;
        for (int g = 0; g < groups.Count; g++)
        {
            double left = SvgCanvas.X(0) + (g * groupWidth) + (groupWidth * 0.1);
            canvas.Text(left + (groupWidth * 0.4), SvgCanvas.Y(0) + 20, groups[g], "middle");
            for (int s = 0; s < series.Count; s++)
            {
                if (!bars.TryGetValue((groups[g], series[s]), out (double Value, double Low, double High) bar))
                {
                    continue;
                }

                double x = left + (s * width), y = SvgCanvas.Y(vertical.PlaceOf(bar.Value)), middle = x + (width * 0.46);
                canvas.Bar(x, y, width * 0.92, SvgCanvas.Y(0) - y, SvgCanvas.ColourOf(s), $"{groups[g]}, {series[s]}: {Axis.LabelOf(bar.Value)}");
                if (bar.High > bar.Low)
                {
                    canvas.Line(middle, SvgCanvas.Y(vertical.PlaceOf(bar.Low)), middle, SvgCanvas.Y(vertical.PlaceOf(bar.High)), "axis");
                }
            }
        }

        canvas.Legend(series);
        return canvas.ToString();
    }

    private BarChart With(string group, string seriesName, double value, double low, double high)
    {
        if (!groups.Contains(group))
        {
            groups.Add(group);
        }

        if (!series.Contains(seriesName))
        {
            series.Add(seriesName);
        }

        bars[(group, seriesName)] = (value, low, high);
        return this;
    }
}
