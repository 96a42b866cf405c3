using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

/// <summary>A redis-server of its own, whose maxmemory is reached when a test says so.</summary>
public sealed class FullServer : IAsyncLifetime
{
    private RedisServerProcess? server;

    public ConnectionMultiplexer Connection { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RedisServerProcess.StartAsync();
        Connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",allowAdmin=true");
    }

    public Task FillAsync() => Connection.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "100kb");

    public Task EmptyAsync() => Connection.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "0");

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await server!.DisposeAsync();
    }
}

public sealed class FullServerTests(FullServer server) : IClassFixture<FullServer>
{
    [Fact]
    public Task Enqueueing_a_task_is_refused_with_TQ2003_and_nothing_is_written() => RunAsync(async room =>
    {
        await room.AddAsync();
        string before = (await room.RawAsync()).Dump();
        await server.FillAsync();
        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => room.Store.EnqueueAsync([new NewTask(TaskId.New(), StoreRoom.Spec())]));

        Assert.Equal(("TQ2003", WriteOutcome.NotApplied, true), (fault.Code, fault.Outcome, fault.IsTransient));
        Assert.Contains("maxmemory", fault.Message);
        Assert.Equal(before, (await room.RawAsync()).Dump());
    });

    [Fact]
    public Task Enqueueing_a_workflow_is_refused_with_TQ2003_and_nothing_is_written() => RunAsync(async room =>
    {
        await room.AddAsync();
        string before = (await room.RawAsync()).Dump();
        await server.FillAsync();

        Assert.Equal("TQ2003", (await Assert.ThrowsAsync<StoreException>(() => room.Store.EnqueueFlowAsync(StoreRoom.Flow([StoreRoom.Spec()])))).Code);
        Assert.Equal(before, (await room.RawAsync()).Dump());
    });

    [Fact]
    public Task A_client_tells_it_too() => RunAsync(async room =>
    {
        await using TaskueClient client = await TaskueClient.ConnectAsync(server.Connection, new TaskueOptions { Namespace = room.Name });
        TaskHandle first = await client.EnqueueAsync(StoreRoom.Spec());
        await server.FillAsync();
        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => client.EnqueueAsync(StoreRoom.Spec()));

        Assert.Equal(("TQ2003", WriteOutcome.NotApplied), (fault.Code, fault.Outcome));
        Assert.Equal(TaskState.Pending, (await client.GetTaskAsync(first.Id)).State);
        Assert.Equal(1, (await client.CountTasksAsync()).Total);
    });

    [Fact]
    public Task Heartbeats_are_accepted() => OnFullAsync(async (room, runner) =>
    {
        await Task.CompletedTask;
        Assert.True(runner.Beat());
    });

    [Fact]
    public Task Results_are_accepted_and_the_next_tasks_handed_out() => OnFullAsync(async (room, runner) =>
    {
        ClaimedTask task = runner.Holds.Values.First();
        Assert.Single(runner.End(task, free: 1, large: new byte[4000]).Claims);
        Assert.Equal(TaskState.Passed, (await room.TaskAsync(task.Id)).State);
    });

    [Fact]
    public Task Retries_hand_backs_and_held_tasks_go_back() => OnFullAsync(async (room, runner) =>
    {
        ClaimedTask[] three = [.. runner.Holds.Values.Take(3)];
        Assert.Empty(runner.Finish(0, [runner.Result(three[0], Ending.Failed), runner.Result(three[1], Ending.HandedBack), runner.Result(three[2], Ending.Held)]).Refused);
        Assert.All(await room.Store.GetAsync([.. three.Select(task => task.Id)], false), task => Assert.Equal(TaskState.Pending, task.State));
        Assert.Single(runner.Adopt("default", three[2].Id).Claims);
    });

    [Fact]
    public Task A_runner_parks() => OnFullAsync((room, runner) =>
    {
        Assert.NotEmpty(runner.Claim(100).Claims);
        Assert.Empty(runner.Claim(1, park: true).Claims);
        return Task.CompletedTask;
    });

    [Fact]
    public Task Resync_puts_back() => OnFullAsync(async (room, runner) =>
    {
        Assert.Empty(room.Store.Resync(runner.Keys, runner.Number, [])!);
        Assert.Empty((await room.RawAsync()).Hash("active"));
    });

    [Fact]
    public Task A_dead_runner_is_recovered() => OnFullAsync(async (room, runner) =>
    {
        Hand other = await room.RunnerAsync();
        await HeartbeatTests.DieAsync(room, runner, other);
        Assert.Empty((await room.RawAsync()).Hash("active"));
    });

    [Fact]
    public Task What_is_overdue_is_ended() => OnFullAsync(async (room, runner) =>
    {
        room.Pass(TimeSpan.FromHours(2));
        string id = runner.Holds.Keys.First();
        Assert.Equal(1, await room.Store.GiveUpAsync([new Overdue(id, 1, "default")], TimeSpan.FromSeconds(30), TimeSpan.FromDays(1)));
    });

    [Fact]
    public Task A_stage_is_moved_on() => RunAsync(async room =>
    {
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()], [StoreRoom.Spec("linux")]);
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take();
        await server.FillAsync();
        Assert.True(runner.Finish(0, [runner.Result(task) with { WorkflowQueues = null }]).Advancing);
        Assert.Equal(0, await room.Store.AdvanceAsync(flow.Id, ["default"]));
        Assert.Single((await room.RawAsync()).List("q0:linux"));
    });

    [Fact]
    public Task A_runner_registers_stops_and_leaves() => OnFullAsync(async (room, runner) =>
    {
        Hand other = await room.RunnerAsync("other");
        Assert.True(await room.Store.AnnounceAsync(other.Keys, "all MyApp.Jobs\n"));
        Assert.True(await other.LeaveAsync(stopped: false));
        Assert.True(await other.LeaveAsync());
    });

    [Fact]
    public Task An_operators_command_is_stored() => OnFullAsync(async (room, runner) => Assert.True(await room.Store.ControlAsync(runner.Name, RunnerCommand.Pause)));

    [Fact]
    public Task A_wait_is_registered() => OnFullAsync(async (room, runner) =>
        Assert.Equal([AwaitReply.Waiting], await room.Store.AwaitAsync("client", [runner.Holds.Keys.First()])));

    [Fact]
    public Task Retention_can_be_shortened_and_the_sweep_and_deletions_give_memory_back() => OnFullAsync(async (room, runner) =>
    {
        ClaimedTask[] two = [.. runner.Holds.Values.Take(2)];
        runner.Finish(0, [runner.Result(two[0]), runner.Result(two[1])]);
        await room.Store.DeleteTaskAsync(two[0].Id);
        await room.KeepAsync(TaskState.Passed, TimeSpan.Zero);
        room.Pass(TimeSpan.FromMinutes(1));
        await room.SweepAsync();
        Assert.Empty((await room.RawAsync()).Hash("done"));
        Assert.True((await room.Store.PatrolAsync(runner.Keys, PatrolPlace.Start, TimeSpan.Zero)).ServerMs > 0);
    });

    [Fact]
    public Task Lines_are_refused_whole_and_how_many_are_lost_can_be_noted() => OnFullAsync(async (room, runner) =>
    {
        ClaimedTask task = runner.Holds.Values.First();
        LogAppend lines = runner.Lines(task, 1, 1, "one", "two");
        string before = (await room.RawAsync()).Dump();
        Assert.Equal("TQ2003", Assert.Throws<StoreException>(() => runner.Append(lines)).Code);
        Assert.Equal(before, (await room.RawAsync()).Dump());
        for (int twice = 0; twice < 2; twice++)
        {
            Assert.Empty(room.Store.AppendLogs(runner.Keys.Incarnation, [lines], StoreRoom.LogLimits, lost: true));
        }

        Assert.Empty(runner.End(task).Refused);
        LogEntry gap = Assert.Single(await room.LogAsync(task.Id));
        Assert.Equal((1L, 2L, lines.Text.Length), (gap.Number, gap.Gap!.Lines, (int)gap.Gap.Bytes));
    });

    private Task OnFullAsync(Func<StoreRoom, Hand, Task> body) => RunAsync(async room =>
    {
        await room.AddManyAsync(8, _ => StoreRoom.Spec() with { Retries = 1 });
        Hand runner = await room.RunnerAsync();
        Assert.Equal(4, runner.Claim(4).Claims.Count);
        await server.FillAsync();
        await Assert.ThrowsAsync<StoreException>(() => room.Store.EnqueueAsync([new NewTask(TaskId.New(), StoreRoom.Spec())]));
        await body(room, runner);
    });

    private Task RunAsync(Func<StoreRoom, Task> body) => StoreRoom.RunOnAsync(() => Task.FromResult(server.Connection), async room =>
    {
        try
        {
            await body(room);
        }
        finally
        {
            await server.EmptyAsync();
        }
    });
}
