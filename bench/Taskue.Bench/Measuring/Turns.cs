namespace Taskue.Bench;

/// <summary>Measures several things in turns, A B A B …: what drifts on the machine drifts under all of them.</summary>
internal sealed class Turns
{
    private readonly double[][] values;

    private Turns(int measures, int rounds)
    {
        values = [.. Enumerable.Range(0, measures).Select(_ => new double[rounds])];
    }

    /// <summary>The values of one measure over the rounds.</summary>
    public Sample this[int measure] => new(values[measure]);

    public static async Task<Turns> TakeAsync(int rounds, params Func<Task<double>>[] measures)
    {
        var turns = new Turns(measures.Length, rounds);
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < measures.Length; i++)
            {
                turns.values[i][round] = await measures[i]();
            }
        }

        return turns;
    }

    /// <summary>One measure by another, round by round.</summary>
    public Sample Ratio(int measure, int limit, double factor = 1) => new(values[measure].Zip(values[limit], (a, b) => factor * a / b));
}
