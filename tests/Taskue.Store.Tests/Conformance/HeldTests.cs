using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class HeldTests
{
    [Theory, BothServers]
    public Task A_held_task_is_pending_out_of_its_queue_and_blocks_nobody(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string unknown = await room.AddAsync(StoreRoom.Spec(method: "New|T|M(a|b)")), known = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        Assert.Equal(known, Assert.Single(runner.End(runner.Take(unknown), Ending.Held, free: 1).Claims).Id);

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
