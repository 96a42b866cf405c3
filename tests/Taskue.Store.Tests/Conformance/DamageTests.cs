using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

/// <summary>One damaged record harms nothing but what it describes: every other call goes on.</summary>
public sealed class DamageTests
{
    public static TheoryData<string> Hashes => [.. Layout.Hashes.Except(["meta", "holders", "blobs", "waiters", "staging", "dropping", "dying"])];

    [Theory, MemberData(nameof(Hashes))]
    public Task A_damaged_record_stops_no_other_call(string hash) => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        await ListTests.MixAsync(room);
        foreach (HashEntry entry in (await room.Database.HashGetAllAsync(room.Root + hash)).Take(hash == "plan" ? 100 : 2))
        {
            await room.Database.HashSetAsync(room.Root + hash, entry.Name, "unreadable");
        }

        await BatteryAsync(room);
    }, watch: false, toTheEnd: false, check: false);

    [Theory]
    [InlineData("unreadable")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("9e999")]
    [InlineData("99999999999999999999999")]
    public Task Damaged_settings_of_a_namespace_stop_no_call(string value) => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        await ListTests.MixAsync(room);
        foreach (string field in (string[])["partitions", "keep:p", "keep:f", "keep:e", "keep:t", "keep:x", "keep:s", "keep:l", "dropped", "beat", "grace", "graced", "gaps", "refused", "dangling"])
        {
            await room.Database.HashSetAsync(room.Root + "meta", field, value);
        }

        await BatteryAsync(room);
    }, watch: false, toTheEnd: false, check: false);

    [Theory]
    [InlineData("1|0|0|1800000000000|0|0|0|0|0|0|0|0|0")] // as the damage rounds found it: Redis counted up to it
    [InlineData("1|2|2|0|1800000000000|2|0|0|0|0|1|0|0|0|0|0|0|0|0|0")]
    [InlineData("1|1800000000000|2|900000000000|0|2|0|0|0|0|1|0|0|0|0|0|0|0|0|0")]
    public Task A_row_of_a_workflow_that_says_too_much_stops_no_other_call(string row) => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec(), StoreRoom.Spec()], [StoreRoom.Spec()]);
        await room.Database.HashSetAsync(room.Root + "flows", flow.Id, row);
        await room.Database.HashSetAsync(room.Root + "tasks", flow.TaskIds[0][0], "unreadable");
        try
        {
            await room.Store.GetFlowAsync(flow.Id);
        }
        catch (StoreException fault)
        {
            Assert.Equal(ErrorCodes.FormatMismatch, fault.Code);
        }

        await BatteryAsync(room);
    }, watch: false, toTheEnd: false, check: false);

    [Theory]
    [InlineData("unreadable-entry-of-a-queue")]
    [InlineData("0123456789abcdefghjkmn|x|0|0|0")]
    [InlineData("")]
    public Task A_damaged_queue_entry_stops_no_other_call(string entry) => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        await room.AddAsync(StoreRoom.Spec("fresh"));
        await room.Database.ListLeftPushAsync(room.Root + "q0:fresh", entry);

        await BatteryAsync(room);
    }, watch: false, toTheEnd: false, check: false);

    [Theory]
    [InlineData("unreadable")]
    [InlineData("18000000001800000000000|1|0|0|1800000000000|Tests:Tests.Work.Do()")] // as the damage rounds found it: no patrol could read its reply
    public Task A_damaged_held_record_stops_no_other_call(string record) => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        await ListTests.MixAsync(room);
        RedisValue id = (await room.Database.HashKeysAsync(room.Root + "held:mix"))[0];
        await room.Database.HashSetAsync(room.Root + "held:mix", id, record);
        Hand runner = await room.RunnerAsync("mix");
        await room.PatrolAsync(runner);
        runner.Adopt("mix", id!);

        await BatteryAsync(room);
    }, watch: false, toTheEnd: false, check: false);

    [Theory]
    [InlineData("1|1|-|default|0|0||;")]
    [InlineData("1|1|9999999999999999|default|0|0||;")]
    [InlineData("1|1|5|elsewhere|0|0||;")]
    public Task A_record_that_cannot_be_read_ends_errored_and_keeps_its_bytes(string record) => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        string bad = await room.AddAsync(), good = await room.AddAsync();
        await room.Database.HashSetAsync(room.Root + "tasks", bad, record);
        Hand runner = await room.RunnerAsync();

        Assert.Equal([good], runner.Claim(5).Claims.Select(claim => claim.Id));

        TaskInfo task = await room.TaskAsync(bad);
        Assert.Equal((TaskState.Errored, "unreadable"), (task.State, task.Reason));
        Assert.Equal(record, (string?)await room.Database.HashGetAsync(room.Root + "tasks", bad));
    }, watch: false, toTheEnd: false, check: false);

    [Fact]
    public Task An_entry_whose_starts_are_over_every_number_is_quarantined_and_the_next_is_given() => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        string bad = await room.AddAsync(), good = await room.AddAsync();
        await room.Database.ListSetByIndexAsync(room.Root + "q0:default", 0, bad + "|9223372036854775807|1|0|1800000010000");
        Hand runner = await room.RunnerAsync();

        Assert.Equal([good], runner.Claim(5).Claims.Select(claim => claim.Id));
        Assert.Equal((TaskState.Errored, "unreadable"), ((await room.TaskAsync(bad)).State, (await room.TaskAsync(bad)).Reason));
    }, watch: false, toTheEnd: false, check: false);

    [Fact]
    public Task A_task_whose_earlier_starts_cannot_be_read_is_tried_again() => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec() with { Retries = 2 });
        await room.Database.HashSetAsync(room.Root + "tries", id, "unreadable");
        Hand runner = await room.RunnerAsync();

        runner.End(runner.Take(id), Ending.Failed, error: "no");
        runner.End(runner.Take(id), Ending.Failed, error: "no");

        Assert.Equal(2, (await room.TaskAsync(id)).EarlierAttempts.Count);
    }, watch: false, toTheEnd: false, check: false);

    [Fact]
    public Task A_task_that_ended_in_no_state_is_listed_and_can_be_deleted() => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(id));
        await room.Database.HashSetAsync(room.Root + "done", id, "1|z||1800000000000|1|1800000000000||0|0|1800000000000|r|0,0,0,0|");

        Assert.Equal("unreadable", (await room.TaskAsync(id)).Reason);
        Assert.Single(await room.Store.ListAsync(new TaskQuery { Limit = 10 }));
        await room.Store.DeleteTaskAsync(id);

        Assert.False(await room.IsThereAsync(id));
        Assert.Equal(0, await room.Database.SortedSetLengthAsync(room.Root + "end:passed"));
    }, watch: false, toTheEnd: false, check: false);

    [Theory]
    [InlineData("", "1|2|2|fresh|000019e999title")]
    [InlineData("", "1|2|2|fresh|00001")]
    [InlineData("|1|0", "0123456789abcdefghjkmns077")]
    public Task A_damaged_plan_stops_its_workflow_alone(string row, string plan) => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec("fresh")], [StoreRoom.Spec("fresh")]);
        await room.Database.HashSetAsync(room.Root + "plan", flow.Id + row, plan);
        Hand runner = await room.RunnerAsync("fresh");
        runner.Claim(5);

        runner.EndAll();

        Assert.Equal(0, await room.Store.AdvanceAsync(null, ["fresh"]));
        await BatteryAsync(room);
    }, watch: false, toTheEnd: false, check: false);

    [Fact]
    public Task A_damaged_place_of_a_deletion_an_enqueue_or_a_recovery_stops_no_other_call() => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        await ListTests.MixAsync(room);
        foreach (string hash in (string[])["staging", "dropping"])
        {
            await room.Database.HashSetAsync(room.Root + hash, TaskId.New(), "unreadable");
        }

        await room.Database.HashSetAsync(room.Root + "dying", Incarnation.Of("ghost"), "unreadable");

        await BatteryAsync(room);

        Assert.Equal(0, await room.Database.HashLengthAsync(room.Root + "dying"));
    }, watch: false, toTheEnd: false, check: false);

    /// <summary>Every kind of call, on things that are in order.</summary>
    private static async Task BatteryAsync(StoreRoom room)
    {
        var failed = new List<string>();
        string fresh = TaskId.New();
        var runner = new Hand(room, "battery", ["fresh", "mix"]);
        await Try("enqueue", () => room.Store.EnqueueAsync([new NewTask(fresh, StoreRoom.Spec("fresh"))]));
        await Try("register", () => runner.RegisterAsync());
        await Try("claims", () => Task.FromResult(Enumerable.Range(0, 3).Select(_ => runner.Claim(5).Code).ToArray()));
        await Try("results", () =>
        {
            runner.EndAll();
            return Task.FromResult(0);
        });
        await Try("passed", async () => Assert.Equal(TaskState.Passed, (await room.TaskAsync(fresh)).State));
        await Try("workflow", async () =>
        {
            NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec("fresh")], [StoreRoom.Spec("fresh")]);
            for (int i = 0; i < 4; i++)
            {
                runner.Claim(5);
                runner.EndAll();
            }

            Assert.Equal(WorkflowState.Passed, (await room.FlowAsync(flow.Id)).State);
        });
        await Try("list", () => room.Store.ListAsync(new TaskQuery { Limit = 1000 }));
        foreach (TaskState state in Enum.GetValues<TaskState>())
        {
            await Try("list " + state, () => room.Store.ListAsync(new TaskQuery { State = state, Limit = 1000 }));
        }

        await Try("overview", () => room.Store.OverviewAsync());
        await Try("list workflows", () => room.Store.ListFlowsAsync(new WorkflowQuery { Limit = 1000 }));
        await Try("list failed workflows", () => room.Store.ListFlowsAsync(new WorkflowQuery { State = WorkflowState.Failed, Limit = 1000 }));
        await Try("runners", () => room.Store.RunnersAsync());
        await Try("patrol", () => room.PatrolAsync(runner));
        await Try("resync", () => Task.FromResult(room.Store.Resync(runner.Keys, runner.Number, [])));
        await Try("heartbeat", () => Task.FromResult(runner.Beat()));
        room.Pass(TimeSpan.FromDays(30));
        await Try("sweep", () => room.SweepAsync());
        await Try("overview after the sweep", () => room.Store.OverviewAsync());
        await Try("leave", () => runner.LeaveAsync());
        Assert.True(failed.Count == 0, string.Join("\n", failed));

        async Task Try(string name, Func<Task> call)
        {
            try
            {
                await call();
            }
            catch (Exception fault)
            {
                failed.Add($"{name}: {fault.Message.Split('\n')[0]}");
            }
        }
    }
}
