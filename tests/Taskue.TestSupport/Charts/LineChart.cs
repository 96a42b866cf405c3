namespace Taskue.TestSupport;

/// <summary>Series of points over a common horizontal axis.</summary>
internal sealed class LineChart(string name, string title, string x, string y, bool logX = false, bool logY = false) : Chart(name, title)
{
    private readonly List<(string Name, IReadOnlyList<(double X, double Y)> Points)> series = [];

    public LineChart With(string seriesName, IEnumerable<(double X, double Y)> points)
    {
        series.Add((seriesName, [.. points]));
        return this;
    }

    public override string ToSvg()
    {
        double[] xs = [.. series.SelectMany(one => one.Points).Select(point => point.X)], ys = [.. series.SelectMany(one => one.Points).Select(point => point.Y)];
        Axis horizontal = logX ? Axis.Log(x, xs) : Axis.Linear(x, xs), vertical = logY ? Axis.Log(y, ys) : Axis.Linear(y, ys);
        var canvas = new SvgCanvas(Title);
        canvas.Vertical(vertical);
        canvas.Horizontal(horizontal);
        for (int i = 0; i < series.Count; i++)
        {
            (double X, double Y)[] places = [.. series[i].Points.Select(point => (SvgCanvas.X(horizontal.PlaceOf(point.X)), SvgCanvas.Y(vertical.PlaceOf(point.Y))))];
            canvas.Path(places, SvgCanvas.ColourOf(i));
            for (int p = 0; p < places.Length; p++)
            {
                canvas.Dot(places[p].X, places[p].Y, SvgCanvas.ColourOf(i),
                    $"{series[i].Name}: {Axis.LabelOf(series[i].Points[p].X)} → {Axis.LabelOf(series[i].Points[p].Y)}");
            }
        }

        canvas.Legend([.. series.Select(one => one.Name)]);
        return canvas.ToString();
    }
}
