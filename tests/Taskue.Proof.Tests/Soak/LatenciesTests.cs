using Taskue.Proof.Soak;

namespace Taskue.Proof.Tests.Soak;

public sealed class LatenciesTests
{
    [Fact]
    public void Percentiles_are_those_of_what_was_recorded()
    {
        var latencies = new Latencies();
        foreach (int i in Enumerable.Range(1, 1000))
        {
            latencies.Record(TimeSpan.FromMilliseconds(i));
        }

        Percentiles all = latencies.All;

        Assert.Equal(1000, all.Count);
        Assert.InRange(all.P50, 499, 501);
        Assert.InRange(all.P99, 989, 991);
        Assert.InRange(all.P999, 998, 1000);
        Assert.InRange(all.Most, 999, 1001);
    }

    [Fact]
    public void An_interval_has_only_its_own_and_all_has_everything()
    {
        var latencies = new Latencies();
        latencies.Record(TimeSpan.FromMilliseconds(5));
        Assert.Equal(1, latencies.TakeInterval().Count);
        latencies.Record(TimeSpan.FromMilliseconds(50));
        latencies.Record(TimeSpan.FromMilliseconds(50));

        Percentiles second = latencies.TakeInterval();

        Assert.Equal(2, second.Count);
        Assert.InRange(second.P50, 49.9, 50.1);
        Assert.Equal(default, latencies.TakeInterval());
        Assert.Equal(3, latencies.All.Count);
    }

    [Fact]
    public void What_is_beyond_the_scale_counts_at_its_ends()
    {
        var latencies = new Latencies();
        latencies.Record(TimeSpan.FromHours(5));
        latencies.Record(TimeSpan.FromSeconds(-1));

        Assert.Equal(2, latencies.All.Count);
        Assert.InRange(latencies.All.Most, 599_000, 601_000);
    }
}
