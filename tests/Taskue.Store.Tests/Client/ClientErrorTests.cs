using Taskue.TestSupport;

namespace Taskue.Store.Tests.Client;

public sealed class ClientErrorTests
{
    private static readonly TaskSpec Plain = StoreRoom.Spec();

    [Theory, BothServers]
    public Task An_unknown_id_is_not_found(ServerKind kind) => RunAsync(kind, async client =>
    {
        string id = TaskId.New();
        foreach (Func<Task> call in (Func<Task>[])
            [
                () => client.GetTaskAsync(id), () => client.DeleteTaskAsync(id), () => client.WaitForTaskAsync(id),
                () => client.GetWorkflowAsync(id), () => client.DeleteWorkflowAsync(id), () => client.WaitForWorkflowAsync(id),
                () => client.ListTasksAsync(new TaskQuery { WorkflowId = id }),
            ])
        {
            NotFoundException fault = await Assert.ThrowsAsync<NotFoundException>(call);
            Assert.Equal(("TQ1001", WriteOutcome.NotApplied), (fault.Code, fault.Outcome));
            Assert.Contains(id, fault.Message);
            Assert.Contains(client.Namespace, fault.Message);
        }
    });

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0123456789abcdefghjkmi")]
    [InlineData("0123456789ABCDEFGHJKMN")]
    [InlineData("0123456789abcdefghjkmnp")]
    [InlineData("0123456789abcdef*hjkmn")]
    public Task A_malformed_id_is_an_argument_error_everywhere(string id) => RunAsync(ServerKind.Redis, async client =>
    {
        foreach (Func<Task> call in (Func<Task>[])
            [
                () => client.GetTaskAsync(id), () => client.DeleteTaskAsync(id), () => client.WaitForTaskAsync(id),
                () => client.GetWorkflowAsync(id), () => client.DeleteWorkflowAsync(id), () => client.WaitForWorkflowAsync(id),
                () => client.ListTasksAsync(new TaskQuery { WorkflowId = id }), () => client.ListTasksAsync(new TaskQuery { Before = id }),
                () => client.ListWorkflowsAsync(new WorkflowQuery { Before = id }), () => client.EnqueueAsync(Plain with { Id = id }),
                () => client.EnqueueAsync(new WorkflowSpec("w", [[Plain]]) { Id = id }),
            ])
        {
            Assert.Contains("is not an id", (await Assert.ThrowsAnyAsync<ArgumentException>(call)).Message);
        }

        Assert.Equal(0, (await client.CountTasksAsync()).Total);
    });

    [Theory, BothServers]
    public Task A_task_of_another_namespace_is_not_found(ServerKind kind) => RunAsync(kind, async client =>
    {
        TaskHandle task = await client.EnqueueAsync(Plain);
        await using TaskueClient other = client.WithNamespace("other-" + client.Namespace);

        await Assert.ThrowsAsync<NotFoundException>(() => other.GetTaskAsync(task.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => other.DeleteTaskAsync(task.Id));
        Assert.Equal(0, (await other.CountTasksAsync()).Total);
        Assert.Equal(TaskState.Pending, (await client.GetTaskAsync(task.Id)).State);
        Assert.Contains(client.Namespace, await client.ListNamespacesAsync());
        Assert.DoesNotContain(other.Namespace, await client.ListNamespacesAsync());
    });

    [Theory, BothServers]
    public Task Of_many_callers_only_the_one_whose_id_is_a_workflows_is_refused(ServerKind kind) => RunAsync(kind, async client =>
    {
        WorkflowHandle flow = await client.EnqueueAsync(new WorkflowSpec("w", [[Plain]]));
        Task<TaskHandle>[] calls = [.. Enumerable.Range(0, 40).Select(i => client.EnqueueAsync(i == 17 ? Plain with { Id = flow.Id } : Plain))];

        InvalidActionException refused = await Assert.ThrowsAsync<InvalidActionException>(() => calls[17]);
        Assert.Equal(("TQ1002", WriteOutcome.NotApplied), (refused.Code, refused.Outcome));
        await Task.WhenAll(calls.Where((_, i) => i != 17));
        Assert.Equal(40, (await client.CountTasksAsync()).Pending);

        EnqueueManyException bulk = await Assert.ThrowsAsync<EnqueueManyException>(() => client.EnqueueManyAsync([Plain, Plain with { Id = flow.Id }]));
        Assert.Equal((0, 0, 2), (bulk.AppliedCount, bulk.UnknownCount, bulk.NotAppliedCount));

        string one = TaskId.New();
        ArgumentException twice = await Assert.ThrowsAsync<ArgumentException>(() => client.EnqueueAsync(new WorkflowSpec("w", [[Plain with { Id = one }]]) { Id = one }));
        Assert.Contains($"has a task with its own id, '{one}'", twice.Message);
    });

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a|b")]
    [InlineData("a,b")]
    [InlineData("a{b}")]
    [InlineData("ä")]
    [InlineData("a\nb")]
    [InlineData("a123456789a123456789a123456789a123456789a123456789a123456789a1234")]
    public Task Names_with_odd_characters_or_over_64_are_refused_before_anything_is_sent(string name) => RunAsync(ServerKind.Redis, async client =>
    {
        await Assert.ThrowsAsync<ArgumentException>(() => client.EnqueueAsync(Plain with { Tag = name }));
        await Assert.ThrowsAsync<ArgumentException>(() => client.ListTasksAsync(new TaskQuery { Queue = name }));
        await Assert.ThrowsAsync<ArgumentException>(() => client.PauseRunnerAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(() => client.DeleteNamespaceAsync(name));
        Assert.Throws<ArgumentException>(() => client.WithNamespace(name));
        Assert.Equal(0, (await client.CountTasksAsync()).Total);
    });

    [Fact]
    public Task Colons_and_slashes_are_for_queues_only() => RunAsync(ServerKind.Redis, async client =>
    {
        string longest = new('q', 64);
        await client.EnqueueAsync(Plain with { Tag = "ubuntu:18/x" });
        await client.EnqueueAsync(Plain with { Tag = longest });
        Assert.Throws<ArgumentException>(() => client.WithNamespace("a:b"));
        Assert.Throws<ArgumentException>(() => client.WithNamespace("a/b"));
        Assert.Equal(new[] { longest, "ubuntu:18/x" }, (await client.ListQueuesAsync()).Select(queue => queue.Name));
    });

    [Fact]
    public Task Options_of_a_task_out_of_range_are_refused() => RunAsync(ServerKind.Redis, async client =>
    {
        foreach (TaskSpec wrong in (TaskSpec[])
            [
                Plain with { Retries = -1 }, Plain with { Retries = 1001 }, Plain with { Timeout = TimeSpan.Zero }, Plain with { Timeout = TimeSpan.FromDays(366) },
                Plain with { When = RunWhen.OnFailure }, Plain with { When = (RunWhen)9 }, Plain with { Title = new string('t', 257) }, Plain with { Title = "a\nb" },
            ])
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => client.EnqueueAsync(wrong));
        }

        TooLargeException large = await Assert.ThrowsAsync<TooLargeException>(() => client.EnqueueAsync(StoreRoom.Spec(arguments: new string('1', 1024 * 1024 + 1))));
        Assert.Equal(("TQ1005", WriteOutcome.NotApplied), (large.Code, large.Outcome));
        Assert.Contains("MaxPayloadBytes", large.Message);
        await client.EnqueueAsync(StoreRoom.Spec(arguments: new string('1', 1024 * 1024)));
        Assert.Equal(1, (await client.CountTasksAsync()).Total);
    });

    [Fact]
    public Task Workflows_over_a_limit_or_empty_are_refused() => RunAsync(ServerKind.Redis, async client =>
    {
        Task Send(params TaskSpec[][] stages) => client.EnqueueAsync(new WorkflowSpec("w", stages));
        await Assert.ThrowsAsync<ArgumentException>(() => Send());
        await Assert.ThrowsAsync<ArgumentException>(() => Send([Plain], []));
        foreach (Func<Task> call in (Func<Task>[])
            [
                () => Send([.. Enumerable.Repeat((TaskSpec[])[Plain], 1001)]),
                () => Send([.. Enumerable.Repeat(Plain, 10_001)]),
                () => Send([.. Enumerable.Range(0, 33).Select(i => StoreRoom.Spec("q" + i))]),
                () => Send([.. Enumerable.Repeat(StoreRoom.Spec(arguments: new string('1', 1024 * 1024)), 17)]),
            ])
        {
            Assert.Equal("TQ1005", (await Assert.ThrowsAsync<TooLargeException>(call)).Code);
        }

        string id = TaskId.New();
        Assert.Contains(id, (await Assert.ThrowsAsync<ArgumentException>(() => Send([Plain with { Id = id }, Plain with { Id = id }]))).Message);
        Assert.Equal(0, (await client.CountWorkflowsAsync()).Total);
        await Send([.. Enumerable.Range(0, 32).Select(i => StoreRoom.Spec("q" + i))]);
    });

    [Theory]
    [InlineData(0, 25)]
    [InlineData(-1, 25)]
    [InlineData(int.MinValue, 25)]
    [InlineData(1, 0)]
    [InlineData(1, -5)]
    [InlineData(1, 1001)]
    public Task Pages_and_limits_out_of_range_are_refused(int page, int limit) => RunAsync(ServerKind.Redis, async client =>
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.ListTasksAsync(new TaskQuery { Page = page, Limit = limit }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.ListWorkflowsAsync(new WorkflowQuery { Page = page, Limit = limit }));
    });

    [Fact]
    public Task Queries_that_contradict_themselves_are_refused() => RunAsync(ServerKind.Redis, async client =>
    {
        string id = TaskId.New();
        foreach (TaskQuery query in (TaskQuery[])
            [
                new() { WorkflowId = id, Cursor = "index:" }, new() { WorkflowId = id, Before = id }, new() { State = TaskState.Failed, States = [TaskState.Passed] },
                new() { Before = id, State = TaskState.Running }, new() { Before = id, Queue = "q" }, new() { State = (TaskState)77 },
            ])
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => client.ListTasksAsync(query));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => client.ListWorkflowsAsync(new WorkflowQuery { Before = id, State = WorkflowState.Failed }));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.WaitForTaskAsync(id, TimeSpan.FromSeconds(-2)));
        await Assert.ThrowsAsync<ArgumentException>(() => client.SetRetentionAsync(new Dictionary<TaskState, TimeSpan> { [TaskState.Running] = TimeSpan.Zero }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.SetRetentionAsync(new Dictionary<TaskState, TimeSpan> { [TaskState.Passed] = TimeSpan.FromDays(3651) }));
    });

    [Theory, BothServers]
    public Task A_wait_that_is_too_short_says_so_and_leaves_the_task_alone(ServerKind kind) => RunAsync(kind, async client =>
    {
        TaskHandle task = await client.EnqueueAsync(Plain);
        WaitTimeoutException fault = await Assert.ThrowsAsync<WaitTimeoutException>(() => client.WaitForTaskAsync(task.Id, TimeSpan.FromMilliseconds(50)));

        Assert.Equal(("TQ1003", true), (fault.Code, fault.IsTransient));
        Assert.Contains("pending", fault.Message);
        Assert.Equal(TaskState.Pending, (await client.GetTaskAsync(task.Id)).State);
    });

    [Theory, BothServers]
    public Task What_has_not_ended_or_does_not_live_is_refused(ServerKind kind) => RunAsync(kind, async client =>
    {
        TaskHandle task = await client.EnqueueAsync(Plain);
        WorkflowHandle flow = await client.EnqueueAsync(new WorkflowSpec("w", [[Plain]]));
        Assert.Equal("TQ1002", (await Assert.ThrowsAsync<InvalidActionException>(() => client.DeleteTaskAsync(task.Id))).Code);
        Assert.Equal("TQ1002", (await Assert.ThrowsAsync<InvalidActionException>(() => client.DeleteWorkflowAsync(flow.Id))).Code);
        Assert.Equal("TQ1001", (await Assert.ThrowsAsync<NotFoundException>(() => client.StopRunnerAsync("nobody"))).Code);
        Assert.Equal("TQ1001", (await Assert.ThrowsAsync<NotFoundException>(() => client.DeleteNamespaceAsync("never-made"))).Code);
        Assert.Equal(2, (await client.CountTasksAsync()).Pending);
    });

    [Theory, BothServers]
    public Task A_workflows_tasks_are_paged_in_the_order_of_its_stages_also_by_state(ServerKind kind) => RunAsync(kind, async client =>
    {
        WorkflowHandle flow = await client.EnqueueAsync(new WorkflowSpec("w", [[.. Enumerable.Repeat(Plain, 620)], [Plain], [.. Enumerable.Repeat(Plain, 505)]]));
        string[] all = [.. (await client.GetWorkflowAsync(flow.Id)).Stages.SelectMany(stage => stage.Tasks).Select(task => task.Id)];
        Assert.Equal(1126, all.Length);
        async Task<string[]> Pages(TaskQuery query)
        {
            var read = new List<string>();
            for (int page = 1; ; page++)
            {
                IReadOnlyList<TaskInfo> part = await client.ListTasksAsync(query with { Page = page });
                read.AddRange(part.Select(task => task.Id));
                if (part.Count < query.Limit)
                {
                    return [.. read];
                }
            }
        }

        foreach (int limit in (int[])[1000, 311, 100])
        {
            var query = new TaskQuery { WorkflowId = flow.Id, Limit = limit };
            Assert.Equal(all, await Pages(query));
            Assert.Equal(all[..620], await Pages(query with { State = TaskState.Pending }));
            Assert.Equal(all[620..], await Pages(query with { State = TaskState.Created }));
            Assert.Empty(await Pages(query with { State = TaskState.Passed }));
        }
    });

    [Theory, BothServers]
    public Task Repeating_an_enqueue_with_its_id_stores_nothing_twice(ServerKind kind) => RunAsync(kind, async client =>
    {
        TaskSpec task = Plain with { Id = TaskId.New() };
        WorkflowSpec flow = new("w", [[Plain, Plain], [Plain]]) { Id = TaskId.New() };
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(task.Id, (await client.EnqueueAsync(task)).Id);
            Assert.Equal(flow.Id, (await client.EnqueueAsync(flow)).Id);
        }

        Assert.Equal((3, 1), ((await client.CountTasksAsync()).Pending, (await client.CountTasksAsync()).Created));
        Assert.Equal(new EnqueueManyResult(2, 2), await client.EnqueueManyAsync([task, Plain, task, Plain]));
    });

    [Fact]
    public Task A_bulk_that_breaks_off_counts_what_is_stored() => RunAsync(ServerKind.Redis, async client =>
    {
        EnqueueManyException fault = await Assert.ThrowsAsync<EnqueueManyException>(() => client.EnqueueManyAsync(
            Enumerable.Range(0, 700).Select(i => i < 650 ? Plain : throw new InvalidOperationException("the source broke"))));

        Assert.Equal((500, 0, 150), (fault.AppliedCount, fault.UnknownCount, fault.NotAppliedCount));
        Assert.Contains("the source broke", fault.Message);
        Assert.Equal(500, (await client.CountTasksAsync()).Total);
    });

    private static async Task RunAsync(ServerKind kind, Func<TaskueClient, Task> body)
    {
        string name = "client-" + TaskId.New();
        await using TaskueClient client = await TaskueClient.ConnectAsync(await TestServers.ConnectAsync(kind), new TaskueOptions { Namespace = name });
        await body(client);
        if ((await client.ListNamespacesAsync()).Contains(name))
        {
            await client.DeleteNamespaceAsync(name);
        }
    }
}
