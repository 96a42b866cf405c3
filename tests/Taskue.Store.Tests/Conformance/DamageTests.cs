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
    [InlineData("unreadable-entry-of-a-queue")]
    [InlineData("0123456789abcdefghjkmn|x|0|0|0")]
    [InlineData("")]
    public Task A_damaged_queue_entry_stops_no_other_call(string entry) => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        await room.AddAsync(StoreRoom.Spec("fresh"));
        await room.Database.ListLeftPushAsync(room.Root + "q0:fresh", entry);

        await BatteryAsync(room);
    }, watch: false, toTheEnd: false, check: false);

    [Fact]
    public Task A_damaged_held_record_stops_no_other_call() => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        await ListTests.MixAsync(room);
        RedisValue id = (await room.Database.HashKeysAsync(room.Root + "held:mix"))[0];
        await room.Database.HashSetAsync(room.Root + "held:mix", id, "unreadable");
        Hand runner = await room.RunnerAsync("mix");
        await room.PatrolAsync(runner);
        runner.Adopt("mix", id!);

        await BatteryAsync(room);
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
