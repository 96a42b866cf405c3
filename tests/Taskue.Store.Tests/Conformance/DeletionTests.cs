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
