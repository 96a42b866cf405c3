using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class OverdueTests
{
    private static readonly TimeSpan Past = TimeSpan.FromSeconds(30), HeldFor = TimeSpan.FromDays(1);

    [Theory, BothServers]
    public Task A_task_30_seconds_past_its_deadline_is_ended_though_its_runner_beats(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec() with { Timeout = TimeSpan.FromSeconds(60) });
        Hand hung = await room.RunnerAsync();
        ClaimedTask task = hung.Take(id);
        room.Pass(TimeSpan.FromSeconds(89.999));
        Assert.Empty((await room.Store.PatrolAsync(hung.Keys, PatrolPlace.Start, Past)).Overdue);
        Assert.Equal(0, await room.Store.GiveUpAsync([new Overdue(id, 1, "default")], Past, HeldFor));
        room.Pass(TimeSpan.FromSeconds(0.002));
        hung.Beat();

        Overdue found = Assert.Single((await room.Store.PatrolAsync(hung.Keys, PatrolPlace.Start, Past)).Overdue);
        Assert.Equal(new Overdue(id, 1, "default"), found);
        Assert.Equal(1, await room.Store.GiveUpAsync([found], Past, HeldFor));
        Assert.Equal(0, await room.Store.GiveUpAsync([found], Past, HeldFor));
        TaskInfo ended = await room.TaskAsync(id);
        Assert.Equal((TaskState.TimedOut, "TQ1008", 1, 1L), (ended.State, ended.Error?.Type, ended.Attempts, ended.Starts));
        Assert.Equal([id], hung.End(task).Refused);
    });

    [Theory, BothServers]
    public Task An_overdue_task_is_retried_while_retries_last(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec() with { Timeout = TimeSpan.FromSeconds(60), Retries = 1 });
        Hand hung = await room.RunnerAsync();
        ClaimedTask task = hung.Take(id);
        room.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await room.Store.GiveUpAsync([new Overdue(id, 1, "default")], Past, HeldFor));

        Assert.Equal("retry", (await room.TaskAsync(id)).Reason);
        Assert.Equal(2, hung.Take(id).Starts);
        Assert.Equal([id], hung.Finish(0, [hung.Result(task)]).Refused);
    });

    [Theory, BothServers]
    public Task A_runner_whose_task_was_ended_from_outside_no_longer_counts_it(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec() with { Timeout = TimeSpan.FromSeconds(60) });
        Hand hung = await room.RunnerAsync();
        ClaimedTask task = hung.Take(id);
        room.Pass(TimeSpan.FromMinutes(5));
        await room.Store.GiveUpAsync([new Overdue(id, 1, "default")], Past, HeldFor);
        hung.End(task);

        Assert.Equal((0, RunnerState.Idle), (Assert.Single(await room.Store.RunnersAsync()).Running, Assert.Single(await room.Store.RunnersAsync()).State));
    });

    [Theory, BothServers]
    public Task Another_start_or_no_timeout_is_left_alone(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string first = await room.AddAsync(), never = await room.AddAsync(StoreRoom.Spec() with { Timeout = Timeout.InfiniteTimeSpan });
        Hand runner = await room.RunnerAsync();
        runner.Claim(2);
        room.Pass(TimeSpan.FromDays(300));
        runner.Beat();

        Assert.Equal(0, await room.Store.GiveUpAsync([new Overdue(first, 2, "default"), new Overdue(never, 1, "default")], Past, HeldFor));
        Assert.Equal([first], (await room.Store.PatrolAsync(runner.Keys, PatrolPlace.Start, Past)).Overdue.Select(one => one.Id));
        runner.EndAll();
    });

    [Theory, BothServers]
    public Task The_patrol_comes_through_everything_active_in_slices(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = await room.AddManyAsync(700, i => StoreRoom.Spec() with { Timeout = TimeSpan.FromSeconds(1) });
        Hand runner = await room.RunnerAsync();
        runner.Claim(700);
        room.Pass(TimeSpan.FromMinutes(1));
        runner.Beat();
        var found = new HashSet<string>();
        PatrolPlace place = PatrolPlace.Start;
        do
        {
            PatrolReply reply = await room.Store.PatrolAsync(runner.Keys, place, Past);
            found.UnionWith(reply.Overdue.Select(one => one.Id));
            place = reply.Next;
        }
        while (place.Active != "0");

        Assert.Equal(ids.Order(), found.Order());
    }, watch: false);
}
