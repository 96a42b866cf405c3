using System.Text;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class ResultTests
{
    [Theory, BothServers]
    public Task A_passed_task_is_final_with_result_and_stamps(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take(id);
        long started = room.Now;
        room.Pass(TimeSpan.FromSeconds(4));
        Assert.Empty(runner.End(task).Refused);

        TaskInfo ended = await room.TaskAsync(id);
        Assert.Equal((TaskState.Passed, "1", 1L, 1, runner.Name), (ended.State, ended.ResultJson, ended.Starts, ended.Attempts, ended.RunnerName));
        Assert.Equal((started, room.Now), (ended.StartedAt!.Value.ToUnixTimeMilliseconds(), ended.ExecutedAt!.Value.ToUnixTimeMilliseconds()));
    });

    [Theory]
    [InlineData(ServerKind.Redis)]
    [InlineData(ServerKind.Embedded)]
    public Task Each_ending_has_its_state_and_reason(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        foreach ((Ending ending, TaskState state, string reason) in (IEnumerable<(Ending, TaskState, string)>)
            [(Ending.Failed, TaskState.Failed, ""), (Ending.Failed, TaskState.Failed, "result"), (Ending.Errored, TaskState.Errored, "refused"), (Ending.TimedOut, TaskState.TimedOut, "")])
        {
            string id = await room.AddAsync();
            runner.End(runner.Take(id), ending, reason: reason, error: "no");
            TaskInfo task = await room.TaskAsync(id);
            Assert.Equal((state, reason.Length == 0 ? null : reason, "no", 1), (task.State, task.Reason, task.Error?.Message, task.Attempts));
        }
    });

    [Theory, BothServers]
    public Task A_result_over_1_KiB_stands_in_blobs(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string large = "\"" + new string('r', 3000) + "\"";
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(id), large: Encoding.UTF8.GetBytes(large));

        Assert.Equal(large, (await room.TaskAsync(id)).ResultJson);
        Assert.Equal(large, (await room.RawAsync()).Hash("blobs")["r|" + id]);
        Assert.Null(Assert.Single(await room.Store.GetAsync([id], full: false)).ResultJson);
    });

    [Theory, BothServers]
    public Task A_result_with_another_start_is_refused(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take(id);

        Assert.Equal([id], runner.End(task with { Starts = 2 }).Refused);
        Assert.Equal([id], runner.End(task with { Starts = 0 }).Refused);
        Assert.Equal(TaskState.Running, (await room.TaskAsync(id)).State);
        Assert.Empty(runner.End(task).Refused);
    });

    [Theory, BothServers]
    public Task A_result_from_another_runner_is_refused(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand holder = await room.RunnerAsync(), other = await room.RunnerAsync();
        ClaimedTask task = holder.Take(id);

        Assert.Equal([id], other.End(task, large: new byte[2000]).Refused);
        Assert.Equal(TaskState.Running, (await room.TaskAsync(id)).State);
        Assert.Empty((await room.RawAsync()).Hash("blobs"));
    });

    [Theory, BothServers]
    public Task A_result_twice_in_one_call_counts_once(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take(id);

        Assert.Equal([id], runner.Finish(0, [runner.Result(task), runner.Result(task, Ending.Failed)]).Refused);
        Assert.Equal(TaskState.Passed, (await room.TaskAsync(id)).State);
    });

    [Theory, BothServers]
    public Task A_result_after_burial_finds_its_runner_gone(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand dead = await room.RunnerAsync(), other = await room.RunnerAsync();
        ClaimedTask task = dead.Take(id);
        await HeartbeatTests.DieAsync(room, dead, other);

        Assert.Equal(ExchangeCode.Gone, dead.End(task).Code);
        ClaimedTask again = other.Take(id);
        Assert.Equal(2, again.Starts);
        other.End(again);
        Assert.Equal(ExchangeCode.Gone, dead.End(task, Ending.Failed).Code);
        Assert.Equal((TaskState.Passed, other.Name), ((await room.TaskAsync(id)).State, (await room.TaskAsync(id)).RunnerName));
    });

    [Theory, BothServers]
    public Task Refused_results_are_counted(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand holder = await room.RunnerAsync(), other = await room.RunnerAsync();
        other.End(holder.Take(id));

        Assert.Equal(1, (await room.Store.OverviewAsync()).RefusedResults);
    });

    [Theory, BothServers]
    public Task An_error_text_is_cut_at_8_KiB_between_characters(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(id), Ending.Failed, error: string.Concat(Enumerable.Repeat("é😀", 9000)));

        TaskInfo task = await room.TaskAsync(id);
        Assert.InRange(Encoding.UTF8.GetByteCount(task.Error!.Message), 7900, 8192);
        Assert.EndsWith("…", task.Error.Message);
        Assert.DoesNotContain('\uFFFD', task.Error.Message);
        Assert.InRange((await room.RawAsync()).Hash("done")[id].Length, 0, 8192 + 200);
    });

    [Theory, BothServers]
    public Task An_ended_task_and_the_next_one_travel_in_one_call(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string[] ids = await room.AddManyAsync(2);
        Hand runner = await room.RunnerAsync();

        Assert.Equal(ids[1], Assert.Single(runner.End(runner.Take(), free: 1).Claims).Id);
        Assert.Equal(1, Assert.Single(await room.Store.RunnersAsync()).Running);
    });
}
