using Taskue;

namespace Jobs;

public sealed record Order(string Item, int Count, string? By = null);

public static class Work
{
    public static string Build() => "v2";

    public static string Colour() => Palette.Colours.First();

    public static Order Take(Order order) => order with { By = "v2" };
}

/// <summary>What was <c>Work.Paint</c> before, under its old name and as a new version.</summary>
public sealed class Studio
{
    [TaskueTask("jobs.paint")]
    public string PaintOnce(string what) => $"{what} painted by Studio of v2";

    [TaskueTask("jobs.paint", Version = 2)]
    public string Paint(string what, int coats) => $"{what} painted {coats} times by Studio of v2";
}
