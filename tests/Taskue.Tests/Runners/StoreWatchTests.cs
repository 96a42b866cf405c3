using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Taskue.Store;

namespace Taskue.Tests.Runners;

public sealed class StoreWatchTests
{
    [Fact]
    public void It_says_once_that_the_store_is_lost_and_back_and_every_30_seconds_that_it_is_still_lost()
    {
        var clock = new FakeTimeProvider();
        var log = new Lines();
        var watch = new StoreWatch("one", clock, log);
        watch.Answered();
        Assert.Empty(log);

        for (int second = 0; second <= 95; second++)
        {
            watch.Failed(StoreFault.OfServer(new IOException("READONLY"), "exchange", "default"));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([1104, 1117, 1117, 1117], log.Select(line => line.Id));
        Assert.StartsWith("Runner one has had no usable Redis for 90 s and keeps trying. This Redis is a replica now", log[^1].Text);
        Assert.True(watch.IsAway);
        Assert.Equal(96, watch.AwayFor.TotalSeconds);

        watch.Answered();
        watch.Answered();
        Assert.Equal(1105, log[^1].Id);
        Assert.Equal((5, false, TimeSpan.Zero), (log.Count, watch.IsAway, watch.AwayFor));
    }

    private sealed class Lines : List<(int Id, string Text)>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add((eventId.Id, formatter(state, exception)));
    }
}
