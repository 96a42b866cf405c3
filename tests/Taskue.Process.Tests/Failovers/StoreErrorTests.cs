using Taskue.Store;
using TestWait = Taskue.TestSupport.Wait;

namespace Taskue.RunnerTests.Failovers;

/// <summary>The rule: no error of the store ends a background loop.</summary>
public sealed class StoreErrorTests : RunnerTest
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Kinds => ["away", "replica", "contract", "refused", "full", "unexpected"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_runner_goes_on_whatever_the_store_has_answered(string kind)
    {
        var link = new FaultyLink(Client.Link);
        await using var runner = new TaskueRunner(link, Namespace, Quick(options =>
        {
            options.Name = "one";
            options.HeartbeatExpiry = Long; // nobody buries it meanwhile
            options.StalledAfter = Long;
        }));
        await runner.StartAsync().WaitAsync(Patience);
        TaskHandle first = await Client.EnqueueAsync(() => LogBodies.BeforeAndAfter(Namespace, null!));
        await TestWait.Eventually(async () => (await Client.GetLogAsync(first.Id)).Entries.Count == 1, "its first line is kept", Long);

        link.Fault = method => FaultOf(kind, method);
        Door.Open(); // the second line is written and the outcome is told while nothing gets through
        string[] loops = kind == "unexpected" ? [nameof(IStore.Heartbeat), nameof(IStore.PatrolAsync), nameof(IStore.AppendLogs)]
            : [nameof(IStore.Exchange), nameof(IStore.Heartbeat), nameof(IStore.PatrolAsync), nameof(IStore.AppendLogs)];
        await TestWait.Eventually(() => loops.All(loop => link.Failed(loop) >= (loop == nameof(IStore.AppendLogs) ? 1 : 2)), "every loop has met the error", Long);
        if (kind != "unexpected")
        {
            await TestWait.Eventually(() => !runner.Health.IsHealthy, "its status shows it", Long);
        }

        link.Fault = static _ => null;
        Assert.Equal(TaskState.Passed, (await Client.WaitForTaskAsync(first.Id, Long)).State);
        Assert.Equal(kind == "unexpected" ? 1 : 2, (await Client.GetLogAsync(first.Id)).Entries.Count);
        TaskHandle<int> second = await Client.EnqueueAsync(() => LogBodies.Say("later"));
        Assert.Equal(TaskState.Passed, (await second.WaitAsync(Long)).State);
        Assert.Equal("later", Assert.Single((await Client.GetLogAsync(second.Id)).Entries).Text);
        int beats = link.Made(nameof(IStore.Heartbeat)), rounds = link.Made(nameof(IStore.PatrolAsync));
        await TestWait.Eventually(() => link.Made(nameof(IStore.Heartbeat)) > beats && link.Made(nameof(IStore.PatrolAsync)) > rounds, "it beats and looks after the others", Long);
        Assert.True(runner.Health.IsHealthy, runner.Health.Description);
        await runner.StopAsync().WaitAsync(Patience);
        Assert.Equal(Log.Count(1104), Log.Count(1105));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Waits_are_asked_for_again_whatever_the_store_has_answered(string kind)
    {
        var link = new FaultyLink(Client.Link);
        var space = new KeySpace("taskue", Namespace);
        TaskHandle<int> task = await Client.EnqueueAsync(() => Bodies.Add(1, 2));
        var waiters = new EndWaiters(link.Wrap(Client.Store), Client.Link, space, new HastyClock(), Log);
        Task<bool> wait = waiters.WaitAsync(task.Id, CancellationToken.None);
        await TestWait.Eventually(async () => await Client.Link.Database.HashLengthAsync(space.Key("waiters")) == 1, "it waits", Long);
        link.Fault = method => FaultOf(kind, method);
        await TestWait.Eventually(() => link.Failed(nameof(IStore.AwaitAsync)) >= 2, "the question has failed twice", Long);

        await Client.Link.Database.KeyDeleteAsync(space.Key("waiters")); // nobody is told of the end any more
        await StartAsync();
        await task.WaitAsync(Long);
        link.Fault = static _ => null;
        Assert.True(await wait.WaitAsync(Long));
        await waiters.DisposeAsync();
    }

    private static Exception? FaultOf(string kind, string method) => kind switch
    {
        "away" => StoreFault.Unreachable(new IOException("planned"), method, "test"),
        "replica" => StoreFault.OfServer(new IOException("READONLY You can't write against a read only replica."), method, "test"),
        "contract" => StoreFault.OfServer(new IOException("ERR planned"), method, "test"),
        "refused" => StoreFault.OfServer(new IOException("NOPERM planned"), method, "test"),
        "full" => StoreFault.OfServer(new IOException("OOM planned"), method, "test"),
        _ => method == nameof(IStore.Exchange) ? null : new InvalidOperationException("planned"),
    };

    /// <summary>A clock whose timers fire a hundred times as soon.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime / 100, period / 100);
    }
}
