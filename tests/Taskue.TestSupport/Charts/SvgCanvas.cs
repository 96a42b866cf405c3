using System.Globalization;
using System.Net;
using System.Text;

namespace Taskue.TestSupport;

/// <summary>The sheet of a chart: title, axes and grid, and the few shapes that charts are made of.</summary>
internal sealed class SvgCanvas
{
    public const int Width = 760, Height = 440, Left = 84, Right = 24, Top = 52, Bottom = 84;

    // Colours that are told apart with any kind of colour vision, dark enough for white and light enough for black.
    private static readonly string[] Colours = ["#2a78d6", "#d9822b", "#1b9e77", "#c2407f", "#8d6fd1", "#8a7a2b", "#5b6b7b"];

    private readonly StringBuilder text = new();

    public SvgCanvas(string title)
    {
        text.Append(CultureInfo.InvariantCulture,
            $$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{Width}} {{Height}}" font-family="system-ui, sans-serif" font-size="12">
            <style>
              .ground { fill: #ffffff } text { fill: #24292f } .grid { stroke: #d0d7de } .axis { stroke: #57606a }
              @media (prefers-color-scheme: dark) { .ground { fill: #0d1117 } text { fill: #e6edf3 } .grid { stroke: #30363d } .axis { stroke: #8b949e } }
            </style>
            <rect class="ground" width="{{Width}}" height="{{Height}}"/>

            """);
        Text(Left, 28, title, size: 16);
    }

    public static string ColourOf(int number) => Colours[number % Colours.Length];

    public static double X(double place) => Left + (place * (Width - Left - Right));

    public static double Y(double place) => Height - Bottom - (place * (Height - Top - Bottom));

    public void Text(double x, double y, string what, string anchor = "start", int size = 12, int turn = 0) => text.Append(CultureInfo.InvariantCulture,
        $"""<text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}" font-size="{size}"{(turn == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate({turn} {x:0.#} {y:0.#})\""))}>{WebUtility.HtmlEncode(what)}</text>""").Append('\n');

    public void Line(double x1, double y1, double x2, double y2, string kind) => text.Append(CultureInfo.InvariantCulture,
        $"""<line class="{kind}" x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}"/>""").Append('\n');

    public void Stroke(double x1, double y1, double x2, double y2, string colour) => text.Append(CultureInfo.InvariantCulture,
        $"""<line stroke="{colour}" stroke-width="1.5" x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}"/>""").Append('\n');

    public void Path(IEnumerable<(double X, double Y)> points, string colour) => text.Append(CultureInfo.InvariantCulture,
        $"""<polyline fill="none" stroke="{colour}" stroke-width="2" points="{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")))}"/>""").Append('\n');

    /// <summary>A point that tells its value to a pointer.</summary>
    public void Dot(double x, double y, string colour, string tip) => text.Append(CultureInfo.InvariantCulture,
        $"""<circle cx="{x:0.#}" cy="{y:0.#}" r="3.5" fill="{colour}"><title>{WebUtility.HtmlEncode(tip)}</title></circle>""").Append('\n');

    public void Bar(double x, double y, double width, double height, string colour, string tip) => text.Append(CultureInfo.InvariantCulture,
        $"""<rect x="{x:0.#}" y="{y:0.#}" width="{width:0.#}" height="{height:0.#}" fill="{colour}"><title>{WebUtility.HtmlEncode(tip)}</title></rect>""").Append('\n');

    public void Vertical(Axis axis)
    {
        foreach ((double place, string label) in axis.Ticks())
        {
            Line(Left, Y(place), Width - Right, Y(place), place == 0 ? "axis" : "grid");
            Text(Left - 8, Y(place) + 4, label, "end");
        }

        Text(18, (Top + Height - Bottom) / 2.0, axis.Title, "middle", turn: -90);
    }

    public void Horizontal(Axis axis)
    {
        foreach ((double place, string label) in axis.Ticks())
        {
            Line(X(place), Height - Bottom, X(place), Height - Bottom + 5, "axis");
            Text(X(place), Height - Bottom + 20, label, "middle");
        }

        Text((Left + Width - Right) / 2.0, Height - Bottom + 40, axis.Title, "middle");
    }

    /// <summary>The names of the series under the chart.</summary>
    public void Legend(IReadOnlyList<string> names)
    {
        double x = Left;
        for (int i = 0; i < names.Count; i++)
        {
            Bar(x, Height - 24, 12, 12, ColourOf(i), names[i]);
            Text(x + 18, Height - 14, names[i]);
            x += 40 + (names[i].Length * 6.6);
        }
    }

    public override string ToString() => text + "</svg>\n";
}
