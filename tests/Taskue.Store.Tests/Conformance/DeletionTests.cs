using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class DeletionTests
{
    [Theory, BothServers]
    public Task A_single_task_is_deleted_only_when_it_has_ended_and_leaves_nothing(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec(arguments: "[\"" + new string('x', 2000) + "\"]") with { Retries = 1 });
        await Refused("has not ended");
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take(id);
        await Refused("has not ended");
        runner.End(task, Ending.Failed);
        runner.End(runner.Take(id), large: new byte[3000]);
        await room.Store.DeleteTaskAsync(id);

        Assert.DoesNotContain(id, (await room.RawAsync()).Dump("live"));
        NotFoundException fault = await Assert.ThrowsAsync<NotFoundException>(() => room.Store.DeleteTaskAsync(id));
        Assert.Equal("TQ1001", fault.Code);

        async Task Refused(string why)
        {
            InvalidActionException fault = await Assert.ThrowsAsync<InvalidActionException>(() => room.Store.DeleteTaskAsync(id));
            Assert.Equal("TQ1002", fault.Code);
            Assert.Contains(why, fault.Message);
        }
    });

    [Theory, BothServers]
    public Task A_held_task_is_not_deleted(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(id), Ending.Held);

        await Assert.ThrowsAsync<InvalidActionException>(() => room.Store.DeleteTaskAsync(id));
    });

    [Theory, BothServers]
    public Task A_workflows_task_is_deleted_only_with_its_workflow(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()]);
        Hand runner = await room.RunnerAsync();
        Assert.Contains(flow.Id, (await Assert.ThrowsAsync<InvalidActionException>(() => room.Store.DeleteTaskAsync(flow.TaskIds[0][0]))).Message);
        Assert.Contains("has not ended", (await Assert.ThrowsAsync<InvalidActionException>(() => room.Store.DeleteFlowAsync(flow.Id))).Message);
        runner.End(runner.Take());
        await Assert.ThrowsAsync<InvalidActionException>(() => room.Store.DeleteTaskAsync(flow.TaskIds[0][0]));
        await room.Store.DeleteFlowAsync(flow.Id);

        Assert.DoesNotContain(flow.TaskIds[0][0], (await room.RawAsync()).Dump("live"));
        await Assert.ThrowsAsync<NotFoundException>(() => room.Store.DeleteFlowAsync(flow.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => room.Store.DeleteTaskAsync(flow.TaskIds[0][0]));
    });

    [Theory, BothServers]
    public Task A_large_workflow_is_counted_by_nobody_while_it_is_deleted_in_slices(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow kept = await room.AddFlowAsync([StoreRoom.Spec()], [StoreRoom.Spec("other")]);
        NewFlow flow = await room.AddFlowAsync([.. Enumerable.Repeat(StoreRoom.Spec() with { AllowFailure = true }, 2300)], [.. Enumerable.Repeat(StoreRoom.Spec() with { When = RunWhen.OnFailure }, 1200)]);
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take());
        runner.Claim(1000);
        runner.Finish(1000, [.. runner.Holds.Values.Select((task, i) => runner.Result(task, i % 4 == 0 ? Ending.Failed : Ending.Passed))]);
        while (runner.Claim(1000).Claims.Count > 0)
        {
            runner.EndAll();
        }

        while (await room.Store.AdvanceAsync(null, runner.Keys.Queues) > 0)
        {
        }

        // A client that dies after its first call, and one that deletes what is left.
        int calls = 0;
        var mortal = new RedisStore(room.Database, StoreRoom.Prefix, room.Name, now: () => ++calls > 1 ? throw new TimeoutException("dead") : room.Now);
        await Assert.ThrowsAsync<TimeoutException>(() => mortal.DeleteFlowAsync(flow.Id));
        await NobodyCountsAsync();
        for (int slices = 1; await room.Store.SweepAsync(); slices++)
        {
            Assert.True(slices < 10);
            await NobodyCountsAsync();
        }

        await NobodyCountsAsync();
        Assert.DoesNotContain("leaving", (await room.RawAsync()).Hash("meta").Keys);

        async Task NobodyCountsAsync()
        {
            TaskCounts counts = (await room.Store.OverviewAsync()).Tasks;
            Assert.Equal((1, 1), (counts.Passed, counts.Total - counts.Passed));
            Assert.NotNull(await room.Store.GetFlowAsync(kept.Id));
            Invariants.Check(await room.RawAsync(), "a slice");
        }
    }, watch: false);

    [Theory, BothServers]
    public Task A_large_workflow_is_deleted_in_slices_to_the_last_key(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([.. Enumerable.Repeat(StoreRoom.Spec(), 2300)], [StoreRoom.Spec() with { When = RunWhen.OnFailure }]);
        Hand runner = await room.RunnerAsync();
        while (runner.Claim(1000).Claims.Count > 0)
        {
            runner.EndAll();
        }

        await room.Store.DeleteFlowAsync(flow.Id);
        Assert.Empty((await room.RawAsync()).Keys.Except(["meta", "names", "runners", "live", "beats", "holders"]));
        Assert.Equal(0, (await room.Store.OverviewAsync()).Tasks.Total);
    }, watch: false);
}
