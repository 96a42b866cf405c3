using Taskue.Proof.Soak;

namespace Taskue.Proof.Tests.Soak;

public sealed class FlatnessTests
{
    private const double Hour = 3600;

    private static readonly Random Noise = new(7);

    [Fact]
    public void A_series_that_grows_slowly_under_noise_is_a_leak()
    {
        Flatness judged = Judge(seconds => 50 + (5 * seconds / Hour) + Noisy(10), new Tolerance(0.02, 1));

        Assert.False(judged.Holds, judged.Text);
        Assert.InRange(judged.Growth, 1.5, 3.5); // 2.5 MB in the judged half
    }

    [Fact]
    public void A_series_that_only_jumps_up_and_down_is_flat()
    {
        Flatness judged = Judge(seconds => 50 + Noisy(10) + (seconds % 300 < 30 ? 40 : 0), new Tolerance(0.02, 1));

        Assert.True(judged.Holds, judged.Text);
    }

    [Fact]
    public void Growth_in_the_first_half_is_warming_up() =>
        Assert.True(Judge(seconds => Math.Min(seconds, Hour / 2), new Tolerance(0, 0.1)).Holds);

    [Fact]
    public void A_series_that_falls_is_no_leak() => Assert.True(Judge(seconds => 100 - (50 * seconds / Hour), new Tolerance(0, 0.1)).Holds);

    [Fact]
    public void One_thread_more_every_five_minutes_is_a_leak() =>
        Assert.False(Judge(seconds => 70 + Math.Floor(seconds / 300), Tolerances.Full.Threads with { Least = 3, Part = 0 }).Holds);

    [Fact]
    public void Too_few_points_are_not_judged() =>
        Assert.Null(Flatness.Of("memory", "MB", [(1, 1), (40, 5), (50, 6), (60, 7)], 60, new Tolerance(0, 0)));

    [Fact]
    public void The_full_form_catches_a_byte_lost_with_each_task()
    {
        // 1,000 tasks a second for an hour, of which the second half is judged: 1.7 MB a byte.
        Flatness two = Judge(seconds => 3 + (2 * 1000 * seconds / (1024 * 1024)) + Noisy(0.3), Tolerances.Full.HeapMegaBytes);

        Assert.False(two.Holds, two.Text);
    }

    [Theory]
    [InlineData(new double[] { 0, 1, 2, 3, 4 }, 1)]
    [InlineData(new double[] { 0, 1, 200, 3, 4 }, 1)]
    [InlineData(new double[] { 5, 5, 5, 5 }, 0)]
    [InlineData(new double[] { 4, 2, 0 }, -2)]
    [InlineData(new double[] { 4 }, 0)]
    public void The_slope_is_that_of_most_points(double[] values, double slope) =>
        Assert.Equal(slope, TheilSen.Slope([.. values.Select((value, i) => ((double)i, value))]), 6);

    [Fact]
    public void A_long_series_is_judged_by_the_medians_of_neighbours() =>
        Assert.Equal(0.5, TheilSen.Slope([.. Enumerable.Range(0, 5000).Select(i => ((double)i, (0.5 * i) + (i % 9 == 0 ? 1e6 : 0)))]), 2);

    private static Flatness Judge(Func<double, double> value, Tolerance tolerance) =>
        Flatness.Of("memory", "MB", Enumerable.Range(0, 720).Select(i => (i * 5.0, value(i * 5.0))), Hour, tolerance)!;

    private static double Noisy(double range)
    {
        lock (Noise)
        {
            return range * (Noise.NextDouble() - 0.5);
        }
    }
}
