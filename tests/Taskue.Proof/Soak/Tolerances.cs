namespace Taskue.Proof.Soak;

/// <summary>How much a measure may grow over the judged part of a soak and still be called flat.</summary>
/// <param name="Part">As a part of its median.</param>
/// <param name="Least">In its own unit: what is never called growth, however small the median is.</param>
internal sealed record Tolerance(double Part, double Least)
{
    public double Of(double median) => Math.Max(Part * Math.Abs(median), Least);
}

/// <summary>What is judged, and how strictly.</summary>
internal sealed record Tolerances(Tolerance HeapMegaBytes, Tolerance ProcessMegaBytes, Tolerance ServerMegaBytes, Tolerance Threads, Tolerance Files)
{
    public static Tolerances Full { get; } = new(
        HeapMegaBytes: new Tolerance(0.10, 2),
        ProcessMegaBytes: new Tolerance(0.10, 16),
        ServerMegaBytes: new Tolerance(0.10, 4),
        Threads: new Tolerance(0.10, 4),
        Files: new Tolerance(0.10, 8));

    /// <summary>For half a minute on a busy machine, in which compilers and caches are not warm yet.</summary>
    public static Tolerances Coarse { get; } = new(
        HeapMegaBytes: new Tolerance(1, 32),
        ProcessMegaBytes: new Tolerance(1, 256),
        ServerMegaBytes: new Tolerance(2, 64),
        Threads: new Tolerance(1, 64),
        Files: new Tolerance(1, 64));
}
