using System.Text;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class RetentionTests
{
    [Theory, BothServers]
    public Task Passed_is_kept_24_hours_and_failed_7_days(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        string passed = await room.AddAsync();
        runner.End(runner.Take(passed));
        string failed = await room.AddAsync();
        runner.End(runner.Take(failed), Ending.Failed);

        room.Pass(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        Assert.True(await room.IsThereAsync(passed));
        room.Pass(TimeSpan.FromMilliseconds(1));
        Assert.False(await room.IsThereAsync(passed));
        Assert.True(await room.IsThereAsync(failed));
        room.Pass(TimeSpan.FromDays(6));
        Assert.False(await room.IsThereAsync(failed));
    });

    [Theory, BothServers]
    public Task Expired_is_hidden_before_any_sweep_and_gone_for_deletion(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        string id = await room.AddAsync();
        runner.End(runner.Take(id));
        room.Pass(TimeSpan.FromDays(1));

        Assert.Contains(id, (await room.RawAsync()).Hash("tasks").Keys);
        Assert.False(await room.IsThereAsync(id));
        Assert.Empty(await room.Store.ListAsync(new TaskQuery()));
        Assert.Empty(await room.Store.ListAsync(new TaskQuery { State = TaskState.Passed }));
        Assert.Equal(0, (await room.Store.OverviewAsync()).Tasks.Total);
        await Assert.ThrowsAsync<NotFoundException>(() => room.Store.DeleteTaskAsync(id));
        Assert.True((await room.Store.PatrolAsync(runner.Keys, PatrolPlace.Start, TimeSpan.Zero)).Sweep);
        await room.SweepAsync();
        Assert.DoesNotContain(id, (await room.RawAsync()).Dump());
        Assert.False((await room.Store.PatrolAsync(runner.Keys, PatrolPlace.Start, TimeSpan.Zero)).Sweep);
    });

    [Theory, BothServers]
    public Task A_change_applies_to_what_is_stored(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        string id = await room.AddAsync();
        runner.End(runner.Take(id));
        room.Pass(TimeSpan.FromHours(2));
        await room.KeepAsync(TaskState.Passed, TimeSpan.FromHours(1));
        Assert.False(await room.IsThereAsync(id));
        await room.KeepAsync(TaskState.Passed, TimeSpan.FromDays(30));
        Assert.True(await room.IsThereAsync(id));
        room.Pass(TimeSpan.FromDays(29));
        await room.SweepAsync();
        Assert.True(await room.IsThereAsync(id));
    });

    [Theory, BothServers]
    public Task With_0_payload_and_attempts_go_at_once_and_state_stamps_and_a_small_result_stay_a_minute(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.KeepAsync(TaskState.Passed, TimeSpan.Zero);
        string id = await room.AddAsync(StoreRoom.Spec(arguments: "[\"" + new string('x', 2000) + "\"]") with { Retries = 1, Title = "secret" });
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(id), Ending.Failed);
        runner.End(runner.Take(id));

        Raw raw = await room.RawAsync();
        Assert.Empty(raw.Hash("blobs"));
        Assert.Empty(raw.Hash("tries"));
        Assert.DoesNotContain("secret", raw.Dump());
        TaskInfo task = await room.TaskAsync(id);
        Assert.Equal((TaskState.Passed, "1", 2, 2L, room.Now), (task.State, task.ResultJson, task.Attempts, task.Starts, task.ExecutedAt!.Value.ToUnixTimeMilliseconds()));
        Assert.Equal([AwaitReply.Ended], await room.Store.AwaitAsync("client", [id]));
        room.Pass(TimeSpan.FromSeconds(59.999));
        Assert.True(await room.IsThereAsync(id));
        room.Pass(TimeSpan.FromMilliseconds(1));
        Assert.False(await room.IsThereAsync(id));
    });

    [Theory, BothServers]
    public Task With_0_a_large_result_goes_at_once(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.KeepAsync(TaskState.Passed, TimeSpan.Zero);
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(id), large: Encoding.UTF8.GetBytes(new string('9', 5000)));

        Assert.Empty((await room.RawAsync()).Hash("blobs"));
        Assert.Equal(TaskState.Passed, (await room.TaskAsync(id)).State);
    });

    [Theory, BothServers]
    public Task A_workflow_and_its_tasks_are_kept_by_its_outcome_from_its_end(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()], [StoreRoom.Spec()]);
        runner.End(runner.Take());
        room.Pass(TimeSpan.FromDays(3));
        await room.SweepAsync();
        Assert.Equal(TaskState.Passed, (await room.TaskAsync(flow.TaskIds[0][0])).State);
        runner.End(runner.Take(), Ending.Failed);
        room.Pass(TimeSpan.FromDays(6.9));
        await room.SweepAsync();
        Assert.Equal(TaskState.Passed, (await room.TaskAsync(flow.TaskIds[0][0])).State);
        room.Pass(TimeSpan.FromDays(0.1));

        Assert.Null(await room.Store.GetFlowAsync(flow.Id));
        Assert.False(await room.IsThereAsync(flow.TaskIds[0][0]));
        Assert.Empty(await room.Store.GetFlowTasksAsync(flow.Id, 0, 0, false));
        Assert.Empty(await room.Store.ListFlowsAsync(new WorkflowQuery()));
        Assert.Empty(await room.Store.ListFlowsAsync(new WorkflowQuery { State = WorkflowState.Failed }));
        await room.SweepAsync();
        Assert.DoesNotContain(flow.Id, (await room.RawAsync()).Dump());
    });

    [Theory, BothServers]
    public Task With_0_a_workflow_and_its_tasks_stay_a_minute_from_its_end(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.KeepAsync(TaskState.Passed, TimeSpan.Zero);
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()], [StoreRoom.Spec()]);
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take());
        room.Pass(TimeSpan.FromHours(2));
        runner.Beat();
        await room.SweepAsync();
        Assert.Equal(TaskState.Passed, (await room.TaskAsync(flow.TaskIds[0][0])).State);
        runner.End(runner.Take());
        room.Pass(TimeSpan.FromSeconds(59.999));
        Assert.Equal(WorkflowState.Passed, (await room.FlowAsync(flow.Id)).State);
        room.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Null(await room.Store.GetFlowAsync(flow.Id));
        await room.SweepAsync();
        Assert.DoesNotContain(flow.TaskIds[0][0], (await room.RawAsync()).Dump("live"));
    });

    [Theory, BothServers]
    public Task Many_thousands_are_swept_in_slices_that_end(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddManyAsync(2500);
        Hand runner = await room.RunnerAsync();
        NewFlow flow = await room.AddFlowAsync([.. Enumerable.Repeat(StoreRoom.Spec(), 2600)]);
        while (runner.Claim(1000).Claims.Count > 0)
        {
            runner.EndAll();
        }

        Assert.Equal(WorkflowState.Passed, (await room.FlowAsync(flow.Id)).State);
        room.Pass(TimeSpan.FromDays(2));
        runner.Beat();
        int calls = 1;
        for (; await room.Store.SweepAsync(); calls++)
        {
            Assert.True(calls < 20);
            Assert.Equal(0, (await room.Store.OverviewAsync()).Tasks.Total); // what is expired is not counted, swept or not
            Invariants.Check(await room.RawAsync(), "sweep");
        }

        Assert.InRange(calls, 3, 19);
        Raw raw = await room.RawAsync();
        Assert.Empty(raw.Keys.Except(["meta", "names", "runners", "live", "beats", "holders"]));
    }, watch: false);

    [Theory, BothServers]
    public Task Small_workflows_are_swept_many_a_call(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        TaskSpec never = StoreRoom.Spec() with { When = RunWhen.OnFailure };
        for (int i = 0; i < 500; i++)
        {
            await room.AddFlowAsync([never, never, never]); // nothing of it may run: it has passed
        }

        room.Pass(TimeSpan.FromDays(2));
        int calls = 1;
        for (; await room.Store.SweepAsync(); calls++)
        {
            Assert.InRange((await room.RawAsync()).Hash("dropping").Count, 0, 600); // each call reads all of it
        }

        Assert.InRange(calls, 2, 10);
        Assert.Empty((await room.RawAsync()).Keys.Except(["meta", "names"]));
    }, watch: false);
}
