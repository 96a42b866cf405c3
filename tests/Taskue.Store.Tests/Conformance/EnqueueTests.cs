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
    public Task A_call_of_which_a_part_is_stored_already_stores_the_other_part(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string large = "[\"" + new string('x', 1100) + "\"]";
        TaskSpec other = StoreRoom.Spec("other"), heavy = StoreRoom.Spec(arguments: large);
        NewTask[] tasks = [new(TaskId.New(), StoreRoom.Spec()), new(TaskId.New(), heavy), new(TaskId.New(), other), new(TaskId.New(), heavy), new(TaskId.New(), other)];
        Assert.Equal(2, await room.Store.EnqueueAsync(tasks[1..3]));
        string first = (await room.RawAsync()).Hash("tasks")[tasks[1].Id];
        room.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(3, await room.Store.EnqueueAsync(tasks));
        Raw raw = await room.RawAsync();
        Assert.Equal([tasks[1].Id, tasks[0].Id, tasks[3].Id], raw.List("q0:default"));
        Assert.Equal([tasks[2].Id, tasks[4].Id], raw.List("q0:other"));
        Assert.Equal(new[] { "a|" + tasks[1].Id, "a|" + tasks[3].Id }, raw.Hash("blobs").Keys.Order(StringComparer.Ordinal));
        Assert.Equal(first, raw.Hash("tasks")[tasks[1].Id]);
        Invariants.Check(raw, "the repetition");
    });

    [Theory, BothServers]
    public Task An_id_is_stored_as_a_task_or_as_a_workflow_and_never_as_both(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()]);
        string task = TaskId.New(), other = TaskId.New();
        await room.Store.EnqueueAsync([new NewTask(task, StoreRoom.Spec() with { Id = task })]);
        NewFlow underTask = flow with { Id = task, TaskIds = [[TaskId.New()]] };
        NewFlow withTask = StoreRoom.Flow([StoreRoom.Spec() with { Id = flow.Id }]) with { TaskIds = [[flow.Id]] };
        string before = (await room.RawAsync()).Dump();

        foreach (Func<Task> call in (Func<Task>[])
            [
                () => room.Store.EnqueueAsync([new NewTask(flow.Id, StoreRoom.Spec() with { Id = flow.Id })]),
                () => room.Store.EnqueueAsync([new NewTask(other, StoreRoom.Spec() with { Id = other }), new NewTask(flow.Id, StoreRoom.Spec() with { Id = flow.Id })]),
                () => room.Store.EnqueueFlowAsync(underTask),
                () => room.Store.EnqueueFlowAsync(withTask),
            ])
        {
            InvalidActionException refused = await Assert.ThrowsAsync<InvalidActionException>(call);
            Assert.Matches($"^A (task|workflow) with the id '({task}|{flow.Id})' is stored already", refused.Message);
            Assert.Equal(before, (await room.RawAsync()).Dump());
        }

        Assert.Equal(0, await room.Store.EnqueueAsync([new NewTask(task, StoreRoom.Spec() with { Id = task })]));
        await room.Store.EnqueueFlowAsync(flow);
        Assert.Equal(before, (await room.RawAsync()).Dump());
    });

    [Theory, BothServers]
    public Task Tasks_of_all_kinds_in_one_call_keep_their_own_options_and_their_order(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        TaskSpec plain = StoreRoom.Spec();
        TaskSpec[] kinds =
        [
            plain, plain with { Retries = 2 }, plain with { Title = "one" }, plain with { Title = "two" }, plain with { Timeout = TimeSpan.FromSeconds(9) },
            plain with { AllowFailure = true }, plain with { AllowRescheduling = false }, StoreRoom.Spec("other"), StoreRoom.Spec(method: "A:B.C()"),
        ];
        NewTask[] tasks = [.. Enumerable.Range(0, 90).Select(i => new NewTask(TaskId.New(), kinds[i % 9] with { When = i % 2 == 0 ? RunWhen.Always : RunWhen.OnSuccess }))];

        Assert.Equal(90, await room.Store.EnqueueAsync(tasks));
        Raw raw = await room.RawAsync();
        Assert.Equal(tasks.Where(task => task.Spec.Tag is not "other").Select(task => task.Id), raw.List("q0:default"));
        Assert.Equal(tasks.Where(task => task.Spec.Tag is "other").Select(task => task.Id), raw.List("q0:other"));
        Assert.All(await room.Store.GetAsync([.. tasks.Select(task => task.Id)], full: true), (task, i) =>
        {
            TaskSpec spec = tasks[i].Spec;
            Assert.Equal((spec.Retries, spec.Timeout, spec.AllowFailure, spec.AllowRescheduling, spec.Method),
                (task.Retries, task.Timeout, task.AllowFailure, task.AllowRescheduling, task.Method));
            Assert.Equal((spec.Title ?? spec.StoredCall.ShortName, spec.When), (task.Title, task.When));
        });
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
