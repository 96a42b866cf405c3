using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class ClaimTests
{
    [Theory, BothServers]
    public Task A_claim_takes_the_oldest_and_never_more_than_there_are_free_slots(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = await room.AddManyAsync(5);
        Hand runner = await room.RunnerAsync();

        Assert.Equal(ids[..3], runner.Claim(3).Claims.Select(task => task.Id));
        Assert.Empty(runner.Claim(0).Claims);
        Assert.Equal(ids[3..], runner.Claim(10).Claims.Select(task => task.Id));
    });

    [Theory, BothServers]
    public Task A_reply_carries_at_most_16_MiB_of_payloads_and_the_rest_keeps_its_place(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string large = $"[\"{new string('x', 3 * 1024 * 1024)}\"]";
        string[] ids = [await room.AddAsync(), .. await room.AddManyAsync(7, _ => StoreRoom.Spec(arguments: large)), await room.AddAsync()];
        Hand runner = await room.RunnerAsync();

        ClaimedTask[] first = [.. runner.Claim(100).Claims];
        Assert.Equal([.. ids[..6], ids[8]], first.Select(task => task.Id));
        Assert.All(first[1..6], task => Assert.Equal(large.Length, task.LargePayload.Length));
        Assert.Equal(ids[6..8], (await room.RawAsync()).List("q0:default"));
        Assert.Equal(ids[6..8], runner.Claim(100).Claims.Select(task => task.Id));
    });

    [Theory, BothServers]
    public Task A_claimed_task_runs_at_its_runner_with_start_1(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        long queued = room.Now;
        room.Pass(TimeSpan.FromSeconds(2));

        ClaimedTask claim = runner.Take(id);
        Assert.Equal((1, 0), (claim.Starts, claim.Attempts));
        TaskInfo task = await room.TaskAsync(id);
        Assert.Equal((TaskState.Running, runner.Name, 1L, 1), (task.State, task.RunnerName, task.Starts, task.Attempts));
        Assert.Equal((queued, room.Now), (task.QueuedAt!.Value.ToUnixTimeMilliseconds(), task.StartedAt!.Value.ToUnixTimeMilliseconds()));
    });

    [Theory, BothServers]
    public Task Only_the_queues_that_a_runner_serves_are_taken(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddAsync(StoreRoom.Spec("linux"));
        string plain = await room.AddAsync();

        Hand runner = await room.RunnerAsync();
        Assert.Equal(plain, Assert.Single(runner.Claim(10).Claims).Id);
    });

    [Theory, BothServers]
    public Task Each_claim_begins_at_the_next_queue_so_that_none_starves(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddManyAsync(6, i => StoreRoom.Spec(i < 3 ? "a" : "b"));
        Hand runner = await room.RunnerAsync("a", "b");

        string[] order = [.. Enumerable.Range(0, 6).Select(_ => runner.Take().ReadSpec()!.Queue)];
        Assert.All(order.Zip(order.Skip(1)).Take(4), pair => Assert.NotEqual(pair.First, pair.Second));
    });

    [Theory, BothServers]
    public Task Strict_takes_the_queues_in_their_order(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddManyAsync(6, i => StoreRoom.Spec(i % 2 == 0 ? "b" : "a"));
        Hand runner = await room.RunnerAsync("a", "b");

        Assert.Equal("aaabbb", string.Concat(Enumerable.Range(0, 6).Select(_ => Assert.Single(runner.Claim(1, strict: true).Claims).ReadSpec()!.Queue)));
    });

    [Theory, BothServers]
    public Task The_deadline_is_the_tasks_timeout_or_the_runners_from_its_start(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string own = await room.AddAsync(StoreRoom.Spec() with { Timeout = TimeSpan.FromMinutes(5) });
        string runners = await room.AddAsync();
        string never = await room.AddAsync(StoreRoom.Spec() with { Timeout = Timeout.InfiniteTimeSpan });
        Hand runner = await room.RunnerAsync();
        room.Pass(TimeSpan.FromHours(3));
        runner.Claim(3);

        Dictionary<string, string> active = (await room.RawAsync()).Hash("active");
        Assert.Equal((room.Now + 300_000).ToString(), active[own].Split('|')[3]);
        Assert.Equal((room.Now + 3_600_000).ToString(), active[runners].Split('|')[3]);
        Assert.Equal("", active[never].Split('|')[3]);
    });

    [Theory, BothServers]
    public Task A_runner_that_never_registered_is_gone(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddAsync();
        var stranger = new Hand(room, "stranger", ["default"]);

        Assert.Equal(ExchangeCode.Gone, stranger.Claim(1).Code);
        Assert.False(stranger.Beat());
        Assert.Null(room.Store.Resync(stranger.Keys, 0, []));
        Assert.False(await stranger.LeaveAsync());
    });

    [Theory, BothServers]
    public Task An_unreadable_record_ends_errored_and_does_not_block_its_queue(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string bad = await room.AddAsync(), good = await room.AddAsync();
        await room.Database.HashSetAsync(room.Root + "tasks", bad, "unreadable \u0001 garbage");
        Hand runner = await room.RunnerAsync();

        Assert.Equal(good, Assert.Single(runner.Claim(2).Claims).Id);
        TaskInfo task = await room.TaskAsync(bad);
        Assert.Equal((TaskState.Errored, "unreadable", "TQ2005"), (task.State, task.Reason, task.Error?.Type));
        Assert.Equal(1, (await room.Store.OverviewAsync()).Tasks.Errored);
        await room.Store.DeleteTaskAsync(bad);
        Assert.False(await room.IsThereAsync(bad));
    });

    [Theory, BothServers]
    public Task A_record_that_is_readable_only_at_its_beginning_is_quarantined_too(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string bad = await room.AddAsync();
        await room.Database.HashSetAsync(room.Root + "tasks", bad, "1|1||unreadable;m1:x");
        Hand runner = await room.RunnerAsync();

        Assert.Empty(runner.Claim(1).Claims);
        Assert.Equal(TaskState.Errored, (await room.TaskAsync(bad)).State);
    });

    [Theory, BothServers]
    public Task A_record_that_names_another_queue_than_it_stood_in_is_quarantined_and_the_others_are_claimed(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string strayed = await room.AddAsync(), good = await room.AddAsync();
        await room.Database.HashSetAsync(room.Root + "tasks", strayed, $"{room.Now}|1||elsewhere|3|0||;m1:x");
        Hand runner = await room.RunnerAsync();

        Assert.Equal(good, Assert.Single(runner.Claim(10).Claims).Id);
        TaskInfo task = await room.TaskAsync(strayed);
        Assert.Equal((TaskState.Errored, "unreadable"), (task.State, task.Reason));
    });

    [Theory, BothServers]
    public Task An_unreadable_task_of_a_workflow_lets_the_workflow_go_on(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()], [StoreRoom.Spec() with { When = RunWhen.Always }]);
        await room.Database.HashSetAsync(room.Root + "tasks", flow.TaskIds[0][0], "unreadable");
        Hand runner = await room.RunnerAsync();
        room.Watching = false;
        Assert.Empty(runner.Claim(1).Claims);

        Assert.Equal(1, (await room.FlowAsync(flow.Id)).StagesDone);
        runner.End(runner.Take(flow.TaskIds[1][0]));
        Assert.Equal(WorkflowState.Failed, (await room.FlowAsync(flow.Id)).State);
    });

    [Theory, BothServers]
    public Task Options_of_a_later_release_reach_the_runner_as_a_demand_or_are_ignored(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string demanding = await room.AddAsync(), optional = await room.AddAsync();
        await room.Database.HashSetAsync(room.Root + "tasks", demanding, $"{room.Now}|1||default|0|0||;m1:mZ3:a;|a2:[]");
        await room.Database.HashSetAsync(room.Root + "tasks", optional, $"{room.Now}|1||default|0|0||;m1:mz3:a;|a2:[]");
        Hand runner = await room.RunnerAsync();
        ClaimedTask[] two = [.. runner.Claim(2).Claims];

        Assert.Equal(['Z', null], two.Select(task => task.ReadSpec()!.UnknownDemand));
        Assert.All(two, task => Assert.Equal("m", task.ReadSpec()!.Method));
        runner.Finish(0, [runner.Result(two[0], Ending.Held), runner.Result(two[1])]);
        Assert.Equal("held", (await room.TaskAsync(demanding)).Reason);
    });

    [Theory, BothServers]
    public Task A_queue_entry_without_a_record_is_counted_and_passed_over(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string lost = await room.AddAsync(), good = await room.AddAsync();
        room.Watching = false;
        await room.Database.HashDeleteAsync(room.Root + "tasks", lost);
        await room.Database.SortedSetRemoveAsync(room.Root + "index", lost);
        Hand runner = await room.RunnerAsync();

        Assert.Equal(good, Assert.Single(runner.Claim(2).Claims).Id);
        Assert.Equal("1", (await room.RawAsync()).Hash("meta")["dangling"]);
    });

    [Theory, BothServers]
    public Task A_thousand_tasks_are_claimed_and_ended_in_one_call_each(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddManyAsync(1000);
        Hand runner = await room.RunnerAsync();
        Assert.Equal(1000, runner.Claim(1000).Claims.Count);
        runner.Finish(0, [.. runner.Holds.Values.Select(task => runner.Result(task))]);

        Assert.Equal(1000, (await room.Store.OverviewAsync()).Tasks.Passed);
    }, watch: false);
}
