using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What a section works with: the report it fills, and how much it is to measure.</summary>
internal sealed class BenchRun(Report report, Size size)
{
    public Report Report => report;

    public Size Size => size;

    /// <summary>Rounds of an A B A B comparison.</summary>
    public int Rounds => Pick(tiny: 2, quick: 3, full: 5);

    public T Pick<T>(T tiny, T quick, T full) => size switch { Size.Tiny => tiny, Size.Quick => quick, _ => full };

    /// <summary>A redis-server of the section's own: nothing that another one left behind weighs on it.</summary>
    public static Task<GaugedServer> StartServerAsync(RedisServerOptions? options = null) => GaugedServer.StartAsync(options);
}
