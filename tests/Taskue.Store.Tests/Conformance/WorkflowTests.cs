using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class WorkflowTests
{
    private static readonly TaskSpec Plain = StoreRoom.Spec();
    private static readonly TaskSpec Always = StoreRoom.Spec() with { When = RunWhen.Always };
    private static readonly TaskSpec OnFailure = StoreRoom.Spec() with { When = RunWhen.OnFailure };
    private static readonly TaskSpec Allowed = StoreRoom.Spec() with { AllowFailure = true };

    [Theory, BothServers]
    public Task The_first_stage_is_queued_and_the_others_are_created(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([Plain, Plain], [Plain]);

        Assert.Equal(flow.TaskIds[0], (await room.RawAsync()).List("q0:default"));
        Assert.Equal(TaskState.Created, (await room.TaskAsync(flow.TaskIds[1][0])).State);
        WorkflowInfo info = await room.FlowAsync(flow.Id);
        Assert.Equal((WorkflowState.Pending, 2, 0, "flow"), (info.State, info.StageCount, info.StagesDone, info.Title));
        Assert.Equal([StageState.Pending, StageState.Pending], info.Stages.Select(stage => stage.State));
        Assert.Equal((2, 1), (info.Counts.Pending, info.Counts.Created));
    });

    [Theory, BothServers]
    public Task An_id_of_its_tasks_that_is_stored_already_refuses_it_whole(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string taken = await room.AddAsync();
        string before = (await room.RawAsync()).Dump();
        NewFlow flow = StoreRoom.Flow([Plain], [Plain]) with { TaskIds = [[TaskId.New()], [taken]] };

        InvalidActionException refused = await Assert.ThrowsAsync<InvalidActionException>(() => room.Store.EnqueueFlowAsync(flow));
        Assert.Contains(taken, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, (await room.RawAsync()).Dump());
    });

    [Theory, BothServers]
    public Task It_walks_through_its_states_with_stamps(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        long created = room.Now;
        NewFlow flow = await room.AddFlowAsync([Plain], [Plain]);
        Hand runner = await room.RunnerAsync();
        room.Pass(TimeSpan.FromSeconds(1));
        ClaimedTask first = runner.Take(flow.TaskIds[0][0]);
        long started = room.Now;
        WorkflowInfo running = await room.FlowAsync(flow.Id);
        Assert.Equal((WorkflowState.Running, StageState.Running), (running.State, running.Stages[0].State));
        room.Pass(TimeSpan.FromSeconds(1));
        runner.End(first);
        long second = room.Now;
        WorkflowInfo between = await room.FlowAsync(flow.Id);
        Assert.Equal((WorkflowState.Running, 1, StageState.Passed, StageState.Pending), (between.State, between.StagesDone, between.Stages[0].State, between.Stages[1].State));
        room.Pass(TimeSpan.FromSeconds(1));
        runner.End(runner.Take(flow.TaskIds[1][0]));

        WorkflowInfo done = await room.FlowAsync(flow.Id);
        Assert.Equal((WorkflowState.Passed, 2, 0), (done.State, done.StagesDone, done.Warnings));
        Assert.Equal((created, started, room.Now), (Ms(done.CreatedAt), Ms(done.StartedAt), Ms(done.DoneAt)));
        Assert.Equal((created, started, second), (Ms(done.Stages[0].CreatedAt), Ms(done.Stages[0].StartedAt), Ms(done.Stages[0].DoneAt)));
        Assert.Equal((second, second), (Ms(done.Stages[1].CreatedAt), Ms((await room.TaskAsync(flow.TaskIds[1][0])).QueuedAt)));
    });

    [Theory, BothServers]
    public Task No_task_of_a_later_stage_starts_before_every_task_of_the_one_before_is_final(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([Plain, Plain with { Retries = 1 }], [Plain]);
        Hand runner = await room.RunnerAsync();
        ClaimedTask[] both = [.. runner.Claim(5).Claims];
        Assert.Empty(runner.End(both[0], free: 5).Claims);
        ClaimedTask again = Assert.Single(runner.End(both[1], Ending.Failed, free: 5).Claims);
        Assert.Equal((both[1].Id, 2L), (again.Id, again.Starts));
        Assert.Equal(flow.TaskIds[1][0], Assert.Single(runner.End(again, free: 5).Claims).Id);
    });

    [Theory, BothServers]
    public Task When_is_judged_over_all_earlier_stages(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([Plain], [Always], [Plain, OnFailure, Always]);
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(), Ending.Failed);
        runner.End(runner.Take(flow.TaskIds[1][0]));
        Assert.Equal(flow.TaskIds[2].Skip(1), runner.Claim(5).Claims.Select(task => task.Id));
        Assert.Equal(TaskState.Skipped, (await room.TaskAsync(flow.TaskIds[2][0])).State);
        runner.EndAll();

        WorkflowInfo done = await room.FlowAsync(flow.Id);
        Assert.Equal(WorkflowState.Failed, done.State);
        Assert.Equal([StageState.Failed, StageState.Passed, StageState.Passed], done.Stages.Select(stage => stage.State));
        Assert.Equal((1, 3, 1), (done.Counts.Failed, done.Counts.Passed, done.Counts.Skipped));
    });

    [Theory, BothServers]
    public Task Without_a_failure_on_failure_tasks_are_skipped(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([Plain], [OnFailure], [OnFailure, Plain]);
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take());
        runner.End(runner.Take(flow.TaskIds[2][1]));

        WorkflowInfo done = await room.FlowAsync(flow.Id);
        Assert.Equal([StageState.Passed, StageState.Skipped, StageState.Passed], done.Stages.Select(stage => stage.State));
        Assert.Equal(WorkflowState.Passed, done.State);
        TaskInfo skipped = await room.TaskAsync(flow.TaskIds[1][0]);
        Assert.Equal((TaskState.Skipped, 0L), (skipped.State, skipped.Starts));
        Assert.NotNull(skipped.SkippedAt);
    });

    [Theory, BothServers]
    public Task Allowed_failures_are_warnings_and_no_failures(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([Allowed, Allowed, Plain], [OnFailure, Plain]);
        Hand runner = await room.RunnerAsync();
        ClaimedTask[] three = [.. runner.Claim(3).Claims];
        runner.Finish(0, [runner.Result(three[0], Ending.Failed), runner.Result(three[1], Ending.TimedOut), runner.Result(three[2])]);
        runner.End(runner.Take(flow.TaskIds[1][1]));

        WorkflowInfo done = await room.FlowAsync(flow.Id);
        Assert.Equal((WorkflowState.Passed, 2), (done.State, done.Warnings));
        Assert.Equal([StageState.Passed, StageState.Passed], done.Stages.Select(stage => stage.State));
    });

    [Theory]
    [InlineData(ServerKind.Redis, Ending.Failed)]
    [InlineData(ServerKind.Redis, Ending.Errored)]
    [InlineData(ServerKind.Redis, Ending.TimedOut)]
    [InlineData(ServerKind.Embedded, Ending.Failed)]
    [InlineData(ServerKind.Embedded, Ending.Errored)]
    [InlineData(ServerKind.Embedded, Ending.TimedOut)]
    internal Task Failed_errored_and_timed_out_are_failures(ServerKind kind, Ending ending) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([Plain], [Plain]);
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(), ending);

        WorkflowInfo done = await room.FlowAsync(flow.Id);
        Assert.Equal(WorkflowState.Failed, done.State);
        Assert.Equal([StageState.Failed, StageState.Skipped], done.Stages.Select(stage => stage.State));
    });

    [Theory, BothServers]
    public Task A_workflow_of_which_nothing_may_run_passes_at_once(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([OnFailure, OnFailure], [OnFailure]);

        WorkflowInfo done = await room.FlowAsync(flow.Id);
        Assert.Equal((WorkflowState.Passed, 3), (done.State, done.Counts.Skipped));
        Assert.Equal([StageState.Skipped, StageState.Skipped], done.Stages.Select(stage => stage.State));
        Assert.Null(done.StartedAt);
    });

    [Theory, BothServers]
    public Task A_thousand_stages_that_are_all_skipped_are_closed_in_slices(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        TaskSpec[][] stages = [[Plain], .. Enumerable.Repeat((TaskSpec[])[OnFailure], 999)];
        NewFlow flow = await room.AddFlowAsync(stages);
        Hand runner = await room.RunnerAsync();
        ExchangeReply reply = runner.End(runner.Take());
        Assert.True(reply.Advancing);
        WorkflowInfo part = await room.FlowAsync(flow.Id);
        Assert.InRange(part.StagesDone, 100, 500);
        int calls = 0;
        while (await room.Store.AdvanceAsync(null, ["default"]) > 0)
        {
            Assert.True(++calls < 20);
        }

        Assert.Equal((WorkflowState.Passed, 1000, 999), ((await room.FlowAsync(flow.Id)).State, (await room.FlowAsync(flow.Id)).StagesDone, (await room.FlowAsync(flow.Id)).Counts.Skipped));
    }, watch: false);

    [Theory, BothServers]
    public Task Ten_thousand_tasks_in_one_stage_are_sent_in_parts_and_moved_in_slices(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([Plain], [.. Enumerable.Repeat(Plain, 9999)]);
        Hand runner = await room.RunnerAsync();
        Assert.True(runner.End(runner.Take(flow.TaskIds[0][0])).Advancing);
        Raw raw = await room.RawAsync();
        Assert.Equal(1000, raw.List("q0:default").Count);
        Assert.Equal(8999, raw.Sorted("created").Count);
        Invariants.Check(raw, "the first slice");
        int calls = 0;
        for (; await room.Store.AdvanceAsync(null, ["default"]) > 0; calls++)
        {
            Assert.True(calls < 12);
        }

        Assert.Equal(9999, (await room.RawAsync()).List("q0:default").Count);
        while (runner.Claim(1000).Claims.Count > 0)
        {
            runner.EndAll();
        }

        Assert.Equal(WorkflowState.Passed, (await room.FlowAsync(flow.Id)).State);
    }, watch: false);

    [Theory, BothServers]
    public Task A_first_stage_of_many_thousands_is_moved_by_its_producer(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([.. Enumerable.Repeat(Plain, 3200)]);

        Assert.Equal(flow.TaskIds[0], (await room.RawAsync()).List("q0:default"));
        Assert.Empty((await room.RawAsync()).Sorted("advancing"));
    }, watch: false);

    [Theory, BothServers]
    public Task An_undeclared_queue_leaves_the_stage_in_advancing_for_whoever_declares_it(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([Plain], [StoreRoom.Spec("linux"), StoreRoom.Spec("mac")]);
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take();
        ExchangeReply reply = runner.Finish(0, [runner.Result(task) with { WorkflowQueues = null }]);

        Assert.True(reply.Advancing);
        Assert.Empty(reply.Refused);
        Raw raw = await room.RawAsync();
        Assert.Equal([flow.Id], raw.Sorted("advancing").Keys);
        Assert.Empty(raw.List("q0:linux"));
        Assert.Equal(1, (await room.Store.PatrolAsync(runner.Keys, PatrolPlace.Start, TimeSpan.Zero)).Advancing);
        Assert.Equal(0, await room.Store.AdvanceAsync(null, ["default"]));
        Assert.Single((await room.RawAsync()).List("q0:linux"));
        Assert.Single((await room.RawAsync()).List("q0:mac"));
    });

    [Theory, BothServers]
    public Task The_completing_call_moves_on_over_the_workflows_queues(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([Plain], [StoreRoom.Spec("linux"), StoreRoom.Spec("mac")]);
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take();
        Assert.Equal("default,linux,mac", task.ReadSpec()!.WorkflowQueues);
        Assert.False(runner.End(task).Advancing);
        Assert.Empty((await room.RawAsync()).Sorted("advancing"));
        Assert.Equal(flow.TaskIds[1][1], (await room.RunnerAsync("mac")).Take().Id);
    });

    [Theory, BothServers]
    public Task A_producer_is_not_held_up_by_another_workflow_that_cannot_move(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow stuck = await room.AddFlowAsync([Plain], [StoreRoom.Spec("elsewhere")]);
        Hand runner = await room.RunnerAsync();
        runner.Finish(0, [runner.Result(runner.Take()) with { WorkflowQueues = null }]);
        Assert.Equal([stuck.Id], (await room.RawAsync()).Sorted("advancing").Keys);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        await room.Redis.EnqueueFlowAsync(StoreRoom.Flow([.. Enumerable.Repeat(Plain, 2500)]), limit.Token);
        Assert.Equal([stuck.Id], (await room.RawAsync()).Sorted("advancing").Keys);
    }, watch: false);

    [Theory, BothServers]
    public Task A_repeated_enqueue_of_a_workflow_changes_nothing(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([Plain, Plain], [Plain]);
        Hand runner = await room.RunnerAsync();
        runner.Take();
        string before = (await room.RawAsync()).Dump();
        room.Pass(TimeSpan.FromSeconds(1));

        await room.Store.EnqueueFlowAsync(flow);
        Assert.Equal(before, (await room.RawAsync()).Dump());
        runner.EndAll();
    });

    [Theory, BothServers]
    public Task An_undelivered_stage_waits_and_a_dead_runner_does_not_lose_it(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddFlowAsync([Plain], [.. Enumerable.Repeat(Plain, 1600)]);
        Hand first = await room.RunnerAsync(), second = await room.RunnerAsync();
        first.End(first.Take());
        await HeartbeatTests.DieAsync(room, first, second);

        Assert.Equal(1600, (await room.RawAsync()).List("q0:default").Count);
    }, watch: false);

    private static long Ms(DateTimeOffset? time) => time!.Value.ToUnixTimeMilliseconds();
}
