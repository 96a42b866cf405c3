using System.Reflection;
using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.RunnerTests;

/// <summary>The heartbeat says the truth of the dispatch loop: it falls silent when that stands still.</summary>
public sealed class HeartbeatTests
{
    [Fact]
    public async Task It_falls_silent_when_the_dispatch_stands_still_and_goes_on_when_it_moves_again()
    {
        var log = new LogSink();
        var options = new RunnerOptions
        {
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
            HeartbeatExpiry = TimeSpan.FromMilliseconds(300),
            StalledAfter = TimeSpan.FromSeconds(2),
        };
        IStore store = DispatchProxy.Create<IStore, StandingStore>();
        var standing = (StandingStore)(object)store;
        var keys = new RunnerKeys("stands~1", "stands", ["default"]);
        using var dispatcher = new Dispatcher(
            store, keys, options,
            new TaskHost(options, new RunnerMethods(options, TimeProvider.System, log), new StuckTasks(10, static () => { }), "stands", store, log), new StoreWatch("stands", TimeProvider.System, log), log);
        using var heartbeat = new Heartbeat(store, keys, options, dispatcher, log);
        heartbeat.Start();
        dispatcher.Start();
        try
        {
            await Wait.Eventually(() => standing.Beats > 0, "it beats while the dispatch has stood for less than the limit");
            await Wait.Eventually(() => log.Count(1112) == 1, "it says that the dispatch stands still");
            int before = standing.Beats;
            await Wait.Eventually(() => dispatcher.StoodStill > TimeSpan.FromSeconds(3.5), "more time has passed");
            Assert.Equal((before, 1), (standing.Beats, log.Count(1112)));

            standing.Go.Set();
            await Wait.Eventually(() => standing.Beats > before + 2, "it beats again");
        }
        finally
        {
            standing.Go.Set();
            dispatcher.Quit();
            await dispatcher.Ended.WaitAsync(Wait.DefaultLimit);
        }
    }

    /// <summary>A store whose exchange stands still until it is let go, and that counts heartbeats.</summary>
    public class StandingStore : DispatchProxy
    {
        private int beats;

        public ManualResetEventSlim Go { get; } = new(false);

        public int Beats => Volatile.Read(ref beats);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case nameof(IStore.Exchange):
                    Go.Wait();
                    return new ExchangeReply(ExchangeCode.Ok);
                case nameof(IStore.Heartbeat):
                    Interlocked.Increment(ref beats);
                    return default(HeartbeatReply);
                default:
                    throw new NotSupportedException(targetMethod.Name);
            }
        }
    }
}
