namespace Taskue.Bench;

/// <summary>Measures several things in turns, A B A B …: what drifts on the machine drifts under all of them.</summary>
internal static class Turns
{
    /// <summary>The samples, in the order of <paramref name="measures"/>.</summary>
    public static async Task<Sample[]> TakeAsync(int rounds, params Func<Task<double>>[] measures)
    {
        var values = new double[measures.Length][];
        for (int i = 0; i < measures.Length; i++)
        {
            values[i] = new double[rounds];
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < measures.Length; i++)
            {
                values[i][round] = await measures[i]();
            }
        }

        return [.. values.Select(all => new Sample(all))];
    }
}
