using Taskue;

namespace Jobs;

/// <summary>What a task of the module takes and gives: a type of its own, which JSON sees.</summary>
public sealed record Order(string Item, int Count, string? By = null);

public static class Work
{
    public static string Build() => "v1";

    public static string Colour() => Palette.Colours.First();

    public static Order Take(Order order) => order with { By = "v1" };

    /// <summary>Stays until a file is there, and touches only then what it has not touched before.</summary>
    public static async Task<string> StayAsync(string sign, CancellationToken token)
    {
        while (!File.Exists(sign))
        {
            await Task.Delay(20, token);
        }

        return $"v1 with {Palette.Colours.First()}";
    }

    [TaskueTask("jobs.paint")]
    public static string Paint(string what) => $"{what} painted by Work of v1";
}
