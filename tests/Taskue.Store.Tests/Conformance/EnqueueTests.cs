using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class EnqueueTests
{
    [Theory, BothServers]
    public Task An_enqueued_task_waits_at_the_back_of_its_queue(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string first = await room.AddAsync(), second = await room.AddAsync(), other = await room.AddAsync(StoreRoom.Spec("ubuntu:18"));

        Raw raw = await room.RawAsync();
        Assert.Equal([first, second], raw.List("q0:default"));
        Assert.Equal([other], raw.List("q0:ubuntu:18"));
        Assert.Equal(TaskState.Pending, (await room.TaskAsync(first)).State);
    });

    [Theory, BothServers]
    public Task The_same_id_is_stored_and_queued_once(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        string before = (await room.RawAsync()).Dump();
        room.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(0, await room.Store.EnqueueAsync([new NewTask(id, StoreRoom.Spec(arguments: "[2]"))]));
        Assert.Equal(before, (await room.RawAsync()).Dump());
    });

    [Theory, BothServers]
    public Task An_id_twice_in_one_call_is_stored_once_and_new_ones_are_counted(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string twice = TaskId.New(), once = TaskId.New();

        Assert.Equal(2, await room.Store.EnqueueAsync([new(twice, StoreRoom.Spec()), new(once, StoreRoom.Spec()), new(twice, StoreRoom.Spec())]));
        Assert.Equal([twice, once], (await room.RawAsync()).List("q0:default"));
    });

    [Theory, BothServers]
    public Task A_repetition_after_the_end_starts_nothing(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take());

        Assert.Equal(0, await room.Store.EnqueueAsync([new NewTask(id, StoreRoom.Spec())]));
        Assert.Empty(runner.Claim(1).Claims);
    });

    [Theory, BothServers]
    public Task With_retention_0_the_stub_refuses_a_repetition_for_a_minute(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.KeepAsync(TaskState.Passed, TimeSpan.Zero);
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take());
        room.Pass(TimeSpan.FromSeconds(59));

        Assert.Equal(0, await room.Store.EnqueueAsync([new NewTask(id, StoreRoom.Spec())]));
        Assert.Empty(runner.Claim(1).Claims);
    });

    [Theory, BothServers]
    public Task A_payload_over_1_KiB_stands_in_blobs_and_comes_with_the_claim(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string large = "[\"" + new string('x', 1100) + "\"]", small = "[\"" + new string('y', 900) + "\"]";
        string id = await room.AddAsync(StoreRoom.Spec(arguments: large)), other = await room.AddAsync(StoreRoom.Spec(arguments: small));

        Raw raw = await room.RawAsync();
        Assert.Equal(large, Assert.Single(raw.Hash("blobs")).Value);
        Assert.DoesNotContain("xxx", raw.Hash("tasks")[id], StringComparison.Ordinal);
        Assert.Equal(large, (await room.TaskAsync(id)).ArgumentsJson);
        Assert.Equal(small, (await room.TaskAsync(other)).ArgumentsJson);
        Assert.Null(Assert.Single(await room.Store.GetAsync([id], full: false)).ArgumentsJson);

        Hand runner = await room.RunnerAsync();
        IReadOnlyList<ClaimedTask> claims = runner.Claim(2).Claims;
        Assert.Equal(large, System.Text.Encoding.UTF8.GetString(claims[0].LargePayload.Span));
        Assert.True(claims[1].LargePayload.IsEmpty);
        Assert.Equal(small, System.Text.Encoding.UTF8.GetString(claims[1].ReadSpec()!.Arguments!.Value.Span));
    });

    [Theory, BothServers]
    public Task Every_option_survives_the_store(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec("a/b:c", "[\"ü|;,\\n\"]", "Asm|T|M(String)") with
        {
            Title = "Ti|t;le ü", Retries = 7, Timeout = TimeSpan.FromSeconds(90), AllowFailure = true, AllowRescheduling = false,
        });

        TaskInfo task = await room.TaskAsync(id);
        Assert.Equal(("Ti|t;le ü", "a/b:c", 7, TimeSpan.FromSeconds(90)), (task.Title, task.Queue, task.Retries, task.Timeout));
        Assert.Equal((true, false, "Asm|T|M(String)", "[\"ü|;,\\n\"]"), (task.AllowFailure, task.AllowRescheduling, task.Method, task.ArgumentsJson));
        Assert.Equal(room.Now, task.CreatedAt.ToUnixTimeMilliseconds());
        Assert.Equal(room.Now, task.QueuedAt!.Value.ToUnixTimeMilliseconds());
    });

    [Theory, BothServers]
    public Task Five_hundred_tasks_on_many_queues_go_in_one_call(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewTask[] tasks = [.. Enumerable.Range(0, 500).Select(i => new NewTask(TaskId.New(), StoreRoom.Spec("q" + (i % 20))))];

        Assert.Equal(500, await room.Store.EnqueueAsync(tasks));
        Assert.Equal(25, (await room.RawAsync()).List("q0:q7").Count);
        Assert.Equal(500, (await room.Store.OverviewAsync()).Tasks.Pending);
    });
}
