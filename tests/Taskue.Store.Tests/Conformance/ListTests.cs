using CsCheck;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class ListTests
{
    private static readonly TaskState[] Finals = [TaskState.Passed, TaskState.Failed, TaskState.Errored, TaskState.TimedOut, TaskState.Terminated, TaskState.Skipped];

    [Theory, BothServers]
    public Task All_tasks_come_newest_first_page_by_page_and_before_an_id(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = [.. (await room.AddManyAsync(7)).Reverse()];

        Assert.Equal(ids[..3], await Ids(room, new TaskQuery { Limit = 3 }));
        Assert.Equal(ids[3..6], await Ids(room, new TaskQuery { Limit = 3, Page = 2 }));
        Assert.Equal(ids[6..], await Ids(room, new TaskQuery { Limit = 3, Page = 3 }));
        Assert.Empty(await Ids(room, new TaskQuery { Limit = 3, Page = 4 }));
        Assert.Empty(await Ids(room, new TaskQuery { Limit = 1000, Page = int.MaxValue }));
        Assert.Equal(ids[4..6], await Ids(room, new TaskQuery { Limit = 2, Before = ids[3] }));
        Assert.Empty(await Ids(room, new TaskQuery { Before = ids[6] }));
    });

    [Theory, BothServers]
    public Task Created_tasks_come_newest_first(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()], [.. Enumerable.Repeat(StoreRoom.Spec(), 5)]);
        string[] ids = [.. flow.TaskIds[1].Reverse()];

        Assert.Equal(ids, await Ids(room, new TaskQuery { State = TaskState.Created }));
        Assert.Equal(ids[2..4], await Ids(room, new TaskQuery { State = TaskState.Created, Limit = 2, Page = 2 }));
        Assert.Equal(ids[2..4], await Ids(room, new TaskQuery { State = TaskState.Created, Limit = 2, Before = ids[1] }));
    });

    [Theory, BothServers]
    public Task Pending_tasks_come_in_the_order_of_their_queues_held_ones_last(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string held = await room.AddAsync(StoreRoom.Spec("a"));
        Hand runner = await room.RunnerAsync("a");
        runner.End(runner.Take(held), Ending.Held);
        string[] b = await room.AddManyAsync(3, _ => StoreRoom.Spec("b")), a = await room.AddManyAsync(3, _ => StoreRoom.Spec("a"));
        string[] all = [.. a, held, .. b];

        Assert.Equal(all, await Ids(room, new TaskQuery { State = TaskState.Pending }));
        for (int page = 1; page <= 4; page++)
        {
            Assert.Equal(all.Skip((page - 1) * 2).Take(2), await Ids(room, new TaskQuery { State = TaskState.Pending, Limit = 2, Page = page }));
        }

        Assert.Equal(b, await Ids(room, new TaskQuery { Queue = "b" }));
        Assert.Equal([held], await Ids(room, new TaskQuery { Queue = "a", Limit = 3, Page = 2 }));
        Assert.Empty(await Ids(room, new TaskQuery { Queue = "unused" }));
    });

    [Theory, BothServers]
    public Task Running_tasks_come_latest_start_first_also_by_queue(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = await room.AddManyAsync(4, i => StoreRoom.Spec(i % 2 == 0 ? "a" : "b"));
        Hand runner = await room.RunnerAsync("a", "b");
        var order = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            room.Pass(TimeSpan.FromSeconds(1));
            order.Insert(0, runner.Take().Id);
        }

        Assert.Equal(order, await Ids(room, new TaskQuery { State = TaskState.Running }));
        Assert.Equal(order[1..3], (await Ids(room, new TaskQuery { State = TaskState.Running, Limit = 3 }))[1..]);
        Assert.Equal(order.Where(id => id == ids[0] || id == ids[2]), await Ids(room, new TaskQuery { State = TaskState.Running, Queue = "a" }));
        runner.EndAll();
    });

    [Theory]
    [InlineData(ServerKind.Redis, 25)]
    [InlineData(ServerKind.Embedded, 6)]
    public Task A_final_state_is_one_list_by_latest_end_whatever_mix_of_single_and_workflow_tasks(ServerKind kind, int samples) => StoreRoom.RunAsync(kind, async room =>
    {
        // Ends at random moments, many at the same, single tasks and workflows' mixed; every page against the sorted model.
        var random = Gen.Select(Gen.Bool, Gen.Int[0, 4]).Array[1, 40];
        int done = 0;
        foreach ((bool, int)[] plan in random.Array[samples].Single())
        {
            await room.ClearAsync();
            Hand runner = await room.RunnerAsync();
            var model = new List<(string Id, long Ended)>();
            foreach ((bool inFlow, int wait) in plan)
            {
                string id = inFlow ? (await room.AddFlowAsync([StoreRoom.Spec()])).TaskIds[0][0] : await room.AddAsync();
                room.Pass(TimeSpan.FromMilliseconds(wait / 2));
                runner.End(runner.Take(id));
                model.Add((id, room.Now));
            }

            foreach (int limit in (int[])[1, 3, 7, 1000])
            {
                var read = new List<TaskInfo>();
                for (int page = 1; read.Count < model.Count || page == 1; page++)
                {
                    IReadOnlyList<TaskInfo> part = await room.Store.ListAsync(new TaskQuery { State = TaskState.Passed, Limit = limit, Page = page });
                    Assert.True(part.Count > 0 && part.Count <= limit);
                    read.AddRange(part);
                }

                Assert.Equal(model.Select(one => one.Ended).OrderDescending(), read.Select(one => one.ExecutedAt!.Value.ToUnixTimeMilliseconds()));
                Assert.Equal(model.Select(one => one.Id).Order(), read.Select(one => one.Id).Order());
            }

            done++;
        }

        Assert.Equal(samples, done);
    }, watch: false);

    [Theory, BothServers]
    public Task Every_count_equals_the_length_of_its_list(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await MixAsync(room);

        TaskCounts counts = (await room.Store.OverviewAsync()).Tasks;
        foreach (TaskState state in Enum.GetValues<TaskState>())
        {
            string[] ids = await Ids(room, new TaskQuery { State = state, Limit = 1000 });
            Assert.True(counts[state] == ids.Length, $"{state}: {counts[state]} counted, {ids.Length} listed");
            Assert.True(counts[state] > 0, $"none is {state}");
            Assert.All(await room.Store.GetAsync(ids, full: false), task => Assert.Equal(state, task.State));
        }

        Assert.Equal(counts.Total, (await Ids(room, new TaskQuery { Limit = 1000 })).Length);
        WorkflowCounts flows = (await room.Store.OverviewAsync()).Workflows;
        Assert.Equal((flows.Pending, flows.Running, flows.Passed, flows.Failed),
            (await Flows(WorkflowState.Pending), await Flows(WorkflowState.Running), await Flows(WorkflowState.Passed), await Flows(WorkflowState.Failed)));
        Assert.Equal(flows.Total, (await room.Store.ListFlowsAsync(new WorkflowQuery { Limit = 1000 })).Count);

        async Task<long> Flows(WorkflowState state)
        {
            IReadOnlyList<WorkflowInfo> list = await room.Store.ListFlowsAsync(new WorkflowQuery { State = state, Limit = 1000 });
            Assert.All(list, one => Assert.Equal(state, one.State));
            Assert.NotEmpty(list);
            return list.Count;
        }
    });

    [Theory, BothServers]
    public Task Counts_leave_out_what_is_expired_and_not_swept(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await MixAsync(room);
        room.Pass(TimeSpan.FromDays(8));

        NamespaceOverview overview = await room.Store.OverviewAsync();
        foreach (TaskState state in Finals)
        {
            // What is left are ended tasks of workflows that have not ended.
            IReadOnlyList<TaskInfo> listed = await room.Store.ListAsync(new TaskQuery { State = state });
            Assert.Equal(overview.Tasks[state], listed.Count);
            Assert.All(listed, task => Assert.NotNull(task.WorkflowId));
            Assert.True(listed.Count <= (state == TaskState.Passed ? 1 : 0));
        }

        Assert.Equal((0, 0), (overview.Workflows.Passed, overview.Workflows.Failed));
    });

    [Theory, BothServers]
    public Task Workflows_come_newest_first_or_latest_end_first(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        var ids = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            ids.Add((await room.AddFlowAsync([StoreRoom.Spec("q" + i)])).Id);
        }

        async Task<string[]> Listed(WorkflowQuery query) => [.. (await room.Store.ListFlowsAsync(query)).Select(one => one.Id)];
        string[] newest = [.. Enumerable.Reverse(ids)];
        Assert.Equal(newest, await Listed(new WorkflowQuery()));
        Assert.Equal(newest[2..4], await Listed(new WorkflowQuery { State = WorkflowState.Pending, Limit = 2, Page = 2 }));
        Assert.Equal(newest[2..4], await Listed(new WorkflowQuery { Limit = 2, Before = newest[1] }));
        foreach (int i in (int[])[3, 0, 4])
        {
            room.Pass(TimeSpan.FromSeconds(1));
            Hand runner = await room.RunnerAsync("q" + i);
            runner.End(runner.Take());
        }

        Assert.Equal([ids[4], ids[0], ids[3]], await Listed(new WorkflowQuery { State = WorkflowState.Passed }));
        Assert.Equal([ids[3]], await Listed(new WorkflowQuery { State = WorkflowState.Passed, Limit = 2, Page = 2 }));
    });

    [Theory, BothServers]
    public Task A_workflows_tasks_are_read_row_by_row_in_the_order_of_their_stages(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([.. Enumerable.Repeat(StoreRoom.Spec(), 700)], [StoreRoom.Spec()]);

        Assert.Equal(flow.TaskIds[0].Take(500), (await room.Store.GetFlowTasksAsync(flow.Id, 0, 0, false)).Select(task => task.Id));
        Assert.Equal(flow.TaskIds[0].Skip(500), (await room.Store.GetFlowTasksAsync(flow.Id, 0, 1, false)).Select(task => task.Id));
        Assert.Empty(await room.Store.GetFlowTasksAsync(flow.Id, 0, 2, false));
        TaskInfo last = Assert.Single(await room.Store.GetFlowTasksAsync(flow.Id, 1, 0, false));
        Assert.Equal((flow.Id, 1, TaskState.Created), (last.WorkflowId, last.Stage, last.State));
    }, watch: false);

    /// <summary>At least one task in every state, and one workflow.</summary>
    internal static async Task MixAsync(StoreRoom room)
    {
        Hand runner = await room.RunnerAsync("mix"), other = await room.RunnerAsync("mix");
        TaskSpec mix = StoreRoom.Spec("mix");
        await room.AddManyAsync(6, i => mix with { AllowRescheduling = i != 0 });
        other.Take();
        await HeartbeatTests.DieAsync(room, other, runner);
        ClaimedTask[] five = [.. runner.Claim(5).Claims];
        runner.Finish(0, [runner.Result(five[0]), runner.Result(five[1], Ending.Failed), runner.Result(five[2], Ending.Errored), runner.Result(five[3], Ending.TimedOut), runner.Result(five[4], Ending.Held)]);
        await room.AddFlowAsync([mix], [mix with { When = RunWhen.OnFailure }]);
        await room.AddFlowAsync([mix], [mix]);
        runner.End(runner.Take());
        runner.End(runner.Take(), Ending.Failed);
        await room.AddFlowAsync([mix, mix], [mix]);
        runner.End(runner.Claim(2).Claims[0]);
        await room.AddFlowAsync([StoreRoom.Spec("later")], [mix]);
        await room.AddAsync();
    }

    private static async Task<string[]> Ids(StoreRoom room, TaskQuery query) => [.. (await room.Store.ListAsync(query)).Select(task => task.Id)];
}
