using System.Collections.Concurrent;
using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class WaitingTests
{
    [Theory, BothServers]
    public Task Await_registers_or_answers(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string waiting = await room.AddAsync(StoreRoom.Spec("later")), ended = await room.AddAsync();
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec("later")]);
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(ended));

        Assert.Equal([AwaitReply.Waiting, AwaitReply.Ended, AwaitReply.None, AwaitReply.Waiting],
            await room.Store.AwaitAsync("c1", [waiting, ended, TaskId.New(), flow.Id]));
        Assert.Equal(new[] { waiting, flow.Id }.Order(), (await room.RawAsync()).Hash("waiters").Keys.Order());
    });

    [Theory, BothServers]
    public Task Whoever_waits_is_told_once_at_the_end(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()], [StoreRoom.Spec() with { When = RunWhen.OnFailure }]);
        var told = new BlockingCollection<string>();
        ChannelMessageQueue one = await room.Connection.GetSubscriber().SubscribeAsync(room.Redis.Space.Done("c1"));
        one.OnMessage(message => told.Add((string)message.Message!));
        await room.Store.AwaitAsync("c1", [flow.Id, flow.TaskIds[0][0], flow.TaskIds[1][0]]);
        await room.Store.AwaitAsync("c2", [flow.Id]);
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take());

        string[] ids = [Next(), Next(), Next()];
        Assert.Equal(new[] { flow.Id, flow.TaskIds[0][0], flow.TaskIds[1][0] }.Order(), ids.Order());
        Assert.Empty((await room.RawAsync()).Hash("waiters"));
        await one.UnsubscribeAsync();

        string Next() => told.TryTake(out string? id, Wait.DefaultLimit) ? id : throw new TimeoutException("not told");
    });

    [Theory, BothServers]
    public Task A_client_is_registered_once_and_at_most_64_for_an_id(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        string[] clients = [.. Enumerable.Range(0, 66).Select(_ => TaskId.New())];
        foreach (string client in clients)
        {
            await room.Store.AwaitAsync(client, [id]);
            Assert.Equal([AwaitReply.Waiting], await room.Store.AwaitAsync(client, [id]));
        }

        Assert.Equal(clients[..64], (await room.RawAsync()).Hash("waiters")[id].Split(','));
    }, watch: false);

    [Theory, BothServers]
    public Task A_parked_runner_is_woken_and_a_gone_one_is_passed_over(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        var woken = new BlockingCollection<string>();
        Hand[] hands = [await room.RunnerAsync(), await room.RunnerAsync(), await room.RunnerAsync()];
        ChannelMessageQueue channel = await room.Connection.GetSubscriber().SubscribeAsync(room.Redis.Space.Wake(hands[1].Keys.Incarnation));
        channel.OnMessage(_ => woken.Add("1"));
        foreach (Hand hand in hands)
        {
            Assert.Empty(hand.Claim(1, park: true).Claims);
        }

        Assert.Equal(3, Assert.Single((await room.Store.OverviewAsync()).Queues).ParkedRunners);
        string id = await room.AddAsync();
        Assert.True(woken.TryTake(out _, Wait.DefaultLimit), "the one that listens was not woken");
        Assert.DoesNotContain(hands[1].Keys.Incarnation, (await room.RawAsync()).Set("parked:default"));
        hands[1].Take(id);
        await channel.UnsubscribeAsync();
    });

    [Theory, BothServers]
    public Task A_call_takes_the_runner_out_of_all_its_queues(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync("a", "b");
        runner.Claim(1, park: true);
        Assert.Equal([1, 1], (await room.Store.OverviewAsync()).Queues.Select(queue => queue.ParkedRunners));
        runner.Claim(0);
        Assert.Equal([0, 0], (await room.Store.OverviewAsync()).Queues.Select(queue => queue.ParkedRunners));
    });

    [Theory, BothServers]
    public Task A_runner_that_leaves_work_behind_wakes_the_next_one(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        var woken = new BlockingCollection<string>();
        Hand first = await room.RunnerAsync(), second = await room.RunnerAsync();
        second.Claim(1, park: true);
        await room.Database.SetRemoveAsync(room.Root + "parked:default", second.Keys.Incarnation);
        await room.AddManyAsync(3);
        await room.Database.SetAddAsync(room.Root + "parked:default", second.Keys.Incarnation);
        ChannelMessageQueue channel = await room.Connection.GetSubscriber().SubscribeAsync(room.Redis.Space.Wake(second.Keys.Incarnation));
        channel.OnMessage(_ => woken.Add("1"));
        first.Claim(2);

        Assert.True(woken.TryTake(out _, Wait.DefaultLimit), "the next one was not woken");
        await channel.UnsubscribeAsync();
    });

    [Theory, BothServers]
    public Task A_runner_that_stops_passes_its_wake_up_on(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        var woken = new BlockingCollection<string>();
        Hand stopping = await room.RunnerAsync(), other = await room.RunnerAsync();
        stopping.Claim(1, park: true);
        await room.AddAsync();
        ChannelMessageQueue channel = await room.Connection.GetSubscriber().SubscribeAsync(room.Redis.Space.Wake(other.Keys.Incarnation));
        channel.OnMessage(_ => woken.Add("1"));
        await room.Database.SetAddAsync(room.Root + "parked:default", other.Keys.Incarnation);
        await stopping.LeaveAsync(stopped: false);

        Assert.True(woken.TryTake(out _, Wait.DefaultLimit), "the other one was not woken");
        await channel.UnsubscribeAsync();
    });
}
