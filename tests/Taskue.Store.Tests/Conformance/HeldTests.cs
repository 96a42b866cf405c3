using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class HeldTests
{
    [Theory, BothServers]
    public Task A_held_task_is_pending_out_of_its_queue_and_blocks_nobody(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string unknown = await room.AddAsync(StoreRoom.Spec(method: "New|T|M(a|b)")), known = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(unknown), Ending.Held);
        Assert.Equal(known, runner.Take().Id);

        TaskInfo task = await room.TaskAsync(unknown);
        Assert.Equal((TaskState.Pending, "held", 0, 1L), (task.State, task.Reason, task.Attempts, task.Starts));
        Assert.Empty(runner.Claim(5).Claims);
        QueueInfo queue = Assert.Single((await room.Store.OverviewAsync()).Queues);
        Assert.Equal((1, 1), (queue.Pending, queue.Held));
        Assert.Equal([unknown], (await room.Store.ListAsync(new TaskQuery { State = TaskState.Pending })).Select(one => one.Id));
    });

    [Theory, BothServers]
    public Task A_runner_that_knows_it_finds_it_in_its_patrol_and_takes_it_by_id(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec("linux", method: "New|T|M(a|b)"));
        Hand old = await room.RunnerAsync("linux"), other = await room.RunnerAsync("default", "linux");
        old.End(old.Take(id), Ending.Held);
        long since = room.Now;

        var found = new List<HeldTask>();
        PatrolPlace place = PatrolPlace.Start;
        do
        {
            PatrolReply reply = await room.Store.PatrolAsync(other.Keys, place, TimeSpan.FromSeconds(30));
            found.AddRange(reply.Held);
            place = reply.Next;
        }
        while (place.Held != "1:0");

        Assert.Equal(new HeldTask("linux", id, since, "New|T|M(a|b)"), Assert.Single(found));
        ClaimedTask task = Assert.Single(other.Adopt("linux", id).Claims);
        Assert.Equal(2, task.Starts);
        Assert.Empty(other.Adopt("linux", id).Claims);
        other.End(task);
        Assert.Equal(TaskState.Passed, (await room.TaskAsync(id)).State);
    });

    [Theory, BothServers]
    public Task Adopting_takes_no_more_than_the_free_slots(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = await room.AddManyAsync(3);
        Hand runner = await room.RunnerAsync();
        runner.Claim(3);
        runner.Finish(0, [.. runner.Holds.Values.Select(task => runner.Result(task, Ending.Held))]);

        ExchangeReply reply = runner.Call(new Exchange
        {
            Number = runner.Number + 1, Free = 2, DefaultTimeout = TimeSpan.FromHours(1), Strict = false, Park = false, Finished = [],
            Adopt = [.. ids.Select(id => ("default", id))],
        });
        Assert.Equal(2, reply.Claims.Count);
        Assert.Single((await room.RawAsync()).Hash("held:default"));
    });

    [Theory, BothServers]
    public Task While_one_lives_that_took_a_held_task_the_next_one_goes_back_to_the_front_for_it(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = await room.AddManyAsync(4);
        Hand old = await room.RunnerAsync(), able = await room.RunnerAsync();
        ExchangeReply reply = old.End(old.Take(ids[0]), Ending.Held, free: 5);
        Assert.Equal(new UnableQueue("default", OthersTake: false), Assert.Single(reply.Unable));
        Assert.Empty(reply.Claims); // it claims nothing from a queue in the call that reports a held task of it
        Assert.Single(able.Adopt("default", ids[0]).Claims);

        reply = old.End(old.Take(ids[1]), Ending.Held, free: 5);
        Assert.Equal(new UnableQueue("default", OthersTake: true), Assert.Single(reply.Unable));
        Assert.Empty(reply.Claims);
        Raw raw = await room.RawAsync();
        Assert.Empty(raw.Hash("held:default"));
        Assert.Equal(ids[1..], raw.List("q0:default").Select(entry => entry.Split('|')[0]));
        Assert.Equal("held", Assert.Single((await room.TaskAsync(ids[1])).EarlierAttempts).Outcome);
        Assert.Equal(ids[1], able.Take(ids[1]).Id);

        // What the taker itself cannot run is held; so is what others cannot run while it stops or is paused.
        Assert.False(Assert.Single(able.End(able.Holds[ids[1]], Ending.Held).Unable).OthersTake);
        await room.Store.ControlAsync(able.Name, RunnerCommand.Pause);
        Assert.False(Assert.Single(old.End(old.Take(ids[2]), Ending.Held).Unable).OthersTake);
        await room.Store.ControlAsync(able.Name, RunnerCommand.None);
        Assert.True(Assert.Single(old.End(old.Take(ids[3]), Ending.Held).Unable).OthersTake);
        await able.LeaveAsync();
        Assert.False(Assert.Single(old.End(old.Take(ids[3]), Ending.Held).Unable).OthersTake);
        Assert.Equal([ids[1], ids[2], ids[3]], (await room.RawAsync()).Hash("held:default").Keys.Order(StringComparer.Ordinal));
    });

    [Theory, BothServers]
    public Task A_runner_does_not_wait_for_tasks_at_a_queue_that_it_avoids(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string tagged = await room.AddAsync(StoreRoom.Spec("linux")), plain = await room.AddAsync();
        Hand old = await room.RunnerAsync("linux", "default");
        ExchangeReply reply = old.Call(new Exchange
        {
            Number = 1, Free = 5, DefaultTimeout = TimeSpan.FromHours(1), Strict = true, Park = true, Finished = [], Avoided = ["linux"],
        });
        Assert.Equal(plain, Assert.Single(reply.Claims).Id);
        Raw raw = await room.RawAsync();
        Assert.Equal((0, 1), (raw.Set("parked:linux").Count, raw.Set("parked:default").Count));

        reply = old.Call(new Exchange
        {
            Number = 2, Free = 5, DefaultTimeout = TimeSpan.FromHours(1), Strict = true, Park = true, Finished = [old.Result(reply.Claims[0], Ending.Held)],
        });
        Assert.Equal(tagged, Assert.Single(reply.Claims).Id);
        raw = await room.RawAsync();
        Assert.Equal((1, 0), (raw.Set("parked:linux").Count, raw.Set("parked:default").Count));
    });

    [Theory, BothServers]
    public Task The_first_held_task_of_a_queue_is_announced_to_the_others(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = await room.AddManyAsync(2);
        Hand old = await room.RunnerAsync(), other = await room.RunnerAsync("linux");
        ISubscriber subscriber = room.Connection.GetSubscriber();
        ChannelMessageQueue own = await subscriber.SubscribeAsync(room.Redis.Space.Wake(old.Keys.Incarnation));
        ChannelMessageQueue others = await subscriber.SubscribeAsync(room.Redis.Space.Wake(other.Keys.Incarnation));
        old.End(old.Take(ids[0]), Ending.Held);
        Assert.Equal("held:default", await NextAsync(others));
        old.End(old.Take(ids[1]), Ending.Held);
        await room.Store.ControlAsync(other.Name, RunnerCommand.Pause);
        await room.Store.ControlAsync(old.Name, RunnerCommand.Pause);
        Assert.Equal(("control", "control"), (await NextAsync(others), await NextAsync(own)));
    });

    private static async Task<string?> NextAsync(ChannelMessageQueue channel) =>
        (await channel.ReadAsync(TestContext.Current.CancellationToken)).Message;

    [Theory, BothServers]
    public Task After_24_hours_it_ends_errored_and_not_before(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(id), Ending.Held);
        Overdue[] one = [new Overdue(id, null, "default")];
        room.Pass(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await room.Store.GiveUpAsync(one, TimeSpan.FromSeconds(30), TimeSpan.FromHours(24)));
        room.Pass(TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, await room.Store.GiveUpAsync(one, TimeSpan.FromSeconds(30), TimeSpan.FromHours(24)));
        Assert.Equal(0, await room.Store.GiveUpAsync(one, TimeSpan.FromSeconds(30), TimeSpan.FromHours(24)));
        TaskInfo task = await room.TaskAsync(id);
        Assert.Equal((TaskState.Errored, "held", "TQ1009", 0, 1L), (task.State, task.Reason, task.Error?.Type, task.Attempts, task.Starts));
        Assert.Contains("Tests|Work|Do()", task.Error!.Message);
    });

    [Theory, BothServers]
    public Task Held_in_vain_moves_its_workflow_on(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()], [StoreRoom.Spec() with { When = RunWhen.OnFailure }]);
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(), Ending.Held);
        room.Pass(TimeSpan.FromDays(1));
        Assert.Equal(1, await room.Store.GiveUpAsync([new Overdue(flow.TaskIds[0][0], null, "default")], TimeSpan.FromSeconds(30), TimeSpan.FromDays(1)));

        Assert.Equal(1, (await room.FlowAsync(flow.Id)).StagesDone);
        Assert.Equal(TaskState.Pending, (await room.TaskAsync(flow.TaskIds[1][0])).State);
    });

    [Theory, BothServers]
    public Task An_unreadable_held_task_ends_errored(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(id), Ending.Held);
        await room.Database.HashSetAsync(room.Root + "tasks", id, "unreadable");
        room.Pass(TimeSpan.FromDays(2));
        await room.Store.GiveUpAsync([new Overdue(id, null, "default")], TimeSpan.FromSeconds(30), TimeSpan.FromDays(1));

        Assert.Equal(TaskState.Errored, (await room.TaskAsync(id)).State);
    });
}
