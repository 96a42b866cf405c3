using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class NamespaceTests
{
    [Theory, BothServers]
    public Task A_namespace_is_made_by_its_first_write(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Assert.Equal(0, (await room.Store.OverviewAsync()).Tasks.Total);
        Assert.Empty(await room.Store.ListAsync(new TaskQuery()));
        Assert.False(await room.Database.SetContainsAsync("taskue:namespaces", room.Name));
        await room.AddAsync();

        Assert.True(await room.Database.SetContainsAsync("taskue:namespaces", room.Name));
        Dictionary<string, string> meta = (await room.RawAsync()).Hash("meta");
        Assert.Equal(("1", "1", room.Now.ToString()), (meta["format"], meta["partitions"], meta["epoch"]));
    });

    [Theory, BothServers]
    public Task Nothing_of_one_namespace_is_seen_in_another(ServerKind kind) => StoreRoom.RunAsync(kind, mine => StoreRoom.RunAsync(kind, async other =>
    {
        await ListTests.MixAsync(mine);
        string before = (await mine.RawAsync()).Dump();
        string id = await other.AddAsync(StoreRoom.Spec("mix"));
        Hand runner = await other.RunnerAsync("mix");

        Assert.Equal(id, Assert.Single(runner.Claim(100).Claims).Id);
        runner.EndAll();
        Assert.Equal(before, (await mine.RawAsync()).Dump());
        Assert.Equal(1, (await other.Store.OverviewAsync()).Tasks.Total);
        Assert.Single(await other.Store.RunnersAsync());
    }));

    [Theory, BothServers]
    public Task A_namespace_that_was_deleted_is_opened_anew_by_a_producer_that_had_it_open(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddAsync();
        string first = (await room.RawAsync()).Hash("meta")["epoch"];
        room.Pass(TimeSpan.FromSeconds(1));
        await room.NewStore().PurgeAsync(false);
        Assert.Empty((await room.RawAsync()).Keys);
        Assert.False(await room.Database.SetContainsAsync("taskue:namespaces", room.Name));
        await room.AddAsync();

        Assert.NotEqual(first, (await room.RawAsync()).Hash("meta")["epoch"]);
        Assert.True(await room.Database.SetContainsAsync("taskue:namespaces", room.Name));
        await room.AddFlowAsync([StoreRoom.Spec()]);
    }, watch: false);

    [Theory, BothServers]
    public Task Deletion_is_refused_while_runners_live_and_names_them(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand first = await room.RunnerAsync(), second = await room.RunnerAsync();
        await room.AddAsync();
        string before = (await room.RawAsync()).Dump();
        InvalidActionException fault = await Assert.ThrowsAsync<InvalidActionException>(() => room.Store.PurgeAsync(false));

        Assert.Contains(first.Name, fault.Message);
        Assert.Contains(second.Name, fault.Message);
        Assert.Equal(before, (await room.RawAsync()).Dump());
        await first.LeaveAsync();
        await second.LeaveAsync();
        await room.Store.PurgeAsync(false);
        Assert.Empty((await room.RawAsync()).Keys);
    });

    [Theory, BothServers]
    public Task Deletion_is_refused_while_tasks_run(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.Take();
        await runner.LeaveAsync();

        Assert.Contains("1 running", (await Assert.ThrowsAsync<InvalidActionException>(() => room.Store.PurgeAsync(false))).Message);
    });

    [Theory, BothServers]
    public Task Deletion_takes_every_key_also_of_a_mixed_namespace(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await ListTests.MixAsync(room);
        Hand last = await room.RunnerAsync("mix");
        foreach (RunnerInfo runner in await room.Store.RunnersAsync())
        {
            Assert.NotNull(runner);
        }

        room.Pass(TimeSpan.FromMinutes(1));
        last.Beat();
        room.Pass(TimeSpan.FromSeconds(9));
        last.Beat();
        room.Pass(TimeSpan.FromSeconds(2));
        await room.PatrolAsync(last);
        await last.LeaveAsync();
        await room.Redis.PurgeAsync(false);

        Assert.Empty((await room.RawAsync()).Keys);
        await room.LookForStrangersAsync();
        await foreach (StackExchange.Redis.RedisKey key in room.Connection.GetServers()[0].KeysAsync(pattern: $"*{room.Name}:*", pageSize: 5000))
        {
            Assert.Fail($"{key} is left");
        }
    }, toTheEnd: false);

    [Theory, BothServers]
    public Task A_runner_whose_heartbeat_has_expired_does_not_keep_a_namespace_alive(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand killed = await room.RunnerAsync();
        room.Pass(TimeSpan.FromMinutes(10));
        Assert.Empty((await room.RawAsync()).Hash("active"));

        await room.Store.PurgeAsync(false);
        Assert.False(killed.Beat());
    });

    [Theory, BothServers]
    public Task Three_thousand_queues_can_be_counted_and_deleted(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddManyAsync(3000, i => StoreRoom.Spec("q" + i));
        Assert.Equal(3000, (await room.Store.OverviewAsync()).Queues.Count);
        await room.Store.PurgeAsync(false);
        Assert.Empty((await room.RawAsync()).Keys);
    }, watch: false, toTheEnd: false);

    [Theory, BothServers]
    public Task A_namespace_of_another_format_is_refused_and_says_which_side_to_upgrade(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddAsync();
        await room.Database.HashSetAsync(room.Root + "meta", "format", "2");
        string before = (await room.RawAsync()).Dump();
        var faults = new List<StoreException>();
        foreach (Func<IStore, Task> call in (Func<IStore, Task>[])
            [
                store => store.EnqueueAsync([new NewTask(TaskId.New(), StoreRoom.Spec())]),
                store => store.EnqueueFlowAsync(StoreRoom.Flow([StoreRoom.Spec()])),
                store => store.RegisterAsync(new RunnerKeys("r@1", "r", ["default"]), new RunnerRow("r", 1, "h", 1, "v", ["default"]), StoreRoom.Period, StoreRoom.Expiry),
                store => store.GetAsync([TaskId.New()], true),
                store => store.ListAsync(new TaskQuery()),
                store => store.OverviewAsync(),
                store => store.GetFlowAsync(TaskId.New()),
                store => store.ListFlowsAsync(new WorkflowQuery()),
                store => store.AwaitAsync("c", [TaskId.New()]),
                store => store.DeleteTaskAsync(TaskId.New()),
                store => store.DeleteFlowAsync(TaskId.New()),
                store => store.RunnersAsync(),
                store => store.SetRetentionAsync(new Dictionary<TaskState, TimeSpan> { [TaskState.Passed] = TimeSpan.Zero }),
                store => store.SweepAsync(),
                store => store.PurgeAsync(false),
            ])
        {
            faults.Add(await Assert.ThrowsAsync<StoreException>(() => call(room.NewStore())));
        }

        Assert.All(faults, fault => Assert.Equal(("TQ2005", true), (fault.Code, fault.Message.Contains("upgrade this side"))));
        Assert.Equal(before, (await room.RawAsync()).Dump());
        await room.Database.HashSetAsync(room.Root + "meta", "format", "1");
    });
}
