using Taskue.TestSupport;

namespace Taskue.Store.Tests.Client;

public sealed class ListPageTests
{
    [Theory, BothServers]
    public async Task Pages_of_a_filtered_list_hang_together_and_count_what_they_find(ServerKind kind)
    {
        await using TaskueClient client = await ConnectAsync(kind);
        for (int i = 0; i < 60; i++)
        {
            await client.EnqueueAsync(StoreRoom.Spec(i % 2 == 0 ? "even" : "odd") with { Title = $"job {i:00}" });
        }

        var query = new TaskQuery { TitlePattern = "job *", States = [TaskState.Pending, TaskState.Passed], Limit = 25 };
        TaskPage first = await client.GetTaskPageAsync(query), second = await client.GetTaskPageAsync(query with { Page = 2 }), third = await client.GetTaskPageAsync(query with { Page = 3 });
        Assert.Equal(((long?)60, true, 25, 25, 10), (first.Total, first.TotalIsExact, first.Tasks.Count, second.Tasks.Count, third.Tasks.Count));
        Assert.Null(third.Next);
        TaskPage next = await client.GetTaskPageAsync(query with { Cursor = first.Next });
        Assert.Equal(second.Tasks.Select(task => task.Id), next.Tasks.Select(task => task.Id));
        Assert.Null(next.Total);

        TaskPage plain = await client.GetTaskPageAsync(new TaskQuery { Limit = 50 });
        Assert.Equal(((long?)60, true), (plain.Total, plain.TotalIsExact));
        Assert.Equal((await client.ListTasksAsync(new TaskQuery { Limit = 50, Page = 2 })).Select(task => task.Id),
            (await client.ListTasksAsync(new TaskQuery { Cursor = plain.Next })).Select(task => task.Id));
        TaskPage odd = await client.GetTaskPageAsync(new TaskQuery { Queue = "odd", Limit = 20 });
        Assert.Equal((30, 10), (odd.Total!.Value, (await client.ListTasksAsync(new TaskQuery { Queue = "odd", Cursor = odd.Next })).Count));
        Assert.Equal("job 01", odd.Tasks[0].Title);
        Assert.Empty((await client.GetTaskPageAsync(new TaskQuery { Queue = "odd", State = TaskState.Failed })).Tasks);
        Assert.Equal(0, (await client.GetTaskPageAsync(new TaskQuery { Until = first.Tasks[^1].CreatedAt.AddDays(-1) })).Total);
    }

    [Fact]
    public async Task Counting_ends_after_some_thousands_and_says_so()
    {
        await using TaskueClient client = await ConnectAsync(ServerKind.Redis);
        await client.EnqueueManyAsync(Enumerable.Range(0, 13_000).Select(i => StoreRoom.Spec()));

        TaskPage page = await client.GetTaskPageAsync(new TaskQuery { TitlePattern = "*", Limit = 10 });
        Assert.False(page.TotalIsExact);
        Assert.InRange(page.Total!.Value, 10_000, 12_000);
        Assert.Equal(10, page.Tasks.Count);
    }

    [Theory, BothServers]
    public async Task Workflows_are_paged_the_same_way(ServerKind kind)
    {
        await using TaskueClient client = await ConnectAsync(kind);
        for (int i = 0; i < 7; i++)
        {
            await client.EnqueueAsync(new WorkflowSpec("flow " + i, [[StoreRoom.Spec()]]));
        }

        var query = new WorkflowQuery { States = [WorkflowState.Pending, WorkflowState.Failed], Limit = 3 };
        WorkflowPage first = await client.GetWorkflowPageAsync(query);
        Assert.Equal((7L, true), (first.Total!.Value, first.TotalIsExact));
        WorkflowPage next = await client.GetWorkflowPageAsync(query with { Cursor = first.Next });
        Assert.Equal((await client.ListWorkflowsAsync(query with { Page = 2 })).Select(flow => flow.Id), next.Workflows.Select(flow => flow.Id));
        Assert.Equal("flow 3", Assert.Single(await client.ListWorkflowsAsync(new WorkflowQuery { TitlePattern = "*3" })).Title);
        WorkflowPage plain = await client.GetWorkflowPageAsync(new WorkflowQuery { Limit = 5 });
        Assert.Equal((7, 2), (plain.Total!.Value, (await client.ListWorkflowsAsync(new WorkflowQuery { Cursor = plain.Next })).Count));
    }

    [Fact]
    public async Task A_query_that_contradicts_itself_is_refused_before_anything_is_sent()
    {
        await using TaskueClient client = await ConnectAsync(ServerKind.Redis);
        foreach (TaskQuery query in (TaskQuery[])
            [
                new() { State = TaskState.Failed, States = [TaskState.Passed] }, new() { States = [(TaskState)99] }, new() { TitlePattern = "" },
                new() { TitlePattern = new string('*', 17) }, new() { Cursor = "index:", Page = 2 }, new() { Cursor = "nonsense" }, new() { Cursor = "index:'; FLUSHALL" },
                new() { Before = TaskId.New(), States = [TaskState.Failed, TaskState.Created] }, new() { Queue = "a b" }, new() { Limit = 0 },
            ])
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => client.ListTasksAsync(query));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => client.GetTaskPageAsync(query));
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.FindAsync("hello world"));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.FindAllAsync("", limit: 101));
    }

    [Theory, BothServers]
    public async Task An_id_is_found_by_its_beginning_and_an_ambiguous_one_names_some(ServerKind kind)
    {
        await using TaskueClient client = await ConnectAsync(kind);
        await Assert.ThrowsAsync<NotFoundException>(() => client.FindLatestAsync());
        string[] ids = [.. (await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => client.EnqueueAsync(StoreRoom.Spec())))).Select(task => task.Id).Order(StringComparer.Ordinal)];

        Assert.Equal(new FoundId(ids[3], IdKind.Task), await client.FindAsync(ids[3]));
        AmbiguousIdException fault = await Assert.ThrowsAsync<AmbiguousIdException>(() => client.FindAsync(ids[0][..4]));
        Assert.Equal(("TQ1015", 8), (fault.Code, fault.Matches.Count));
        Assert.Contains("more than 8 ids", fault.Message);
        Assert.Contains(ids[0], fault.Message);
        await Assert.ThrowsAsync<NotFoundException>(() => client.FindAsync(ids[3], IdKind.Workflow));
        Assert.Equal(ids[^1], (await client.FindLatestAsync()).Id);

        WorkflowHandle flow = await client.EnqueueAsync(new WorkflowSpec("w", [[StoreRoom.Spec()]]));
        Assert.Equal(new FoundId(flow.Id, IdKind.Workflow), await client.FindLatestAsync());
        Assert.Equal(IdKind.Task, (await client.FindLatestAsync(IdKind.Task)).Kind);
        await Assert.ThrowsAsync<NotFoundException>(() => client.FindLatestAsync(IdKind.Any, failed: true));
        Assert.Equal("no_runner", (await client.ExplainAsync(flow.Id)).Code);
        Assert.Equal("not_found", (await client.ExplainAsync(TaskId.New())).Code);
    }

    [Theory, BothServers]
    public async Task Queues_and_runners_are_read_with_what_they_do(ServerKind kind)
    {
        await using TaskueClient client = await ConnectAsync(kind);
        await client.EnqueueAsync(StoreRoom.Spec("a"));
        await client.EnqueueAsync(StoreRoom.Spec("a"));
        var keys = new RunnerKeys(Incarnation.Of("one"), "one", ["a", "b"]);
        await client.Store.RegisterAsync(keys, new RunnerRow("one", 4, "host", 1, "0", keys.Queues), StoreRoom.Period, StoreRoom.Expiry);
        ExchangeReply reply = client.Store.Exchange(keys, new Exchange { Number = 1, Free = 1, DefaultTimeout = TimeSpan.FromHours(1), Strict = false, Park = false, Finished = [] });

        QueueInfo queue = await client.GetQueueAsync("a");
        Assert.Equal((1, 1), (queue.Pending, queue.Running!.Value));
        Assert.Equal("one", Assert.Single(queue.Runners).Name);
        Assert.NotNull(queue.OldestAt);
        Assert.Equal(["a", "b"], (await client.ListQueuesAsync()).Select(one => one.Name));
        RunnerInfo runner = await client.GetRunnerAsync("one");
        Assert.Equal(reply.Claims[0].Id, Assert.Single(runner.Tasks).Id);
        Assert.True(runner.IsAlive);
        await Assert.ThrowsAsync<NotFoundException>(() => client.GetRunnerAsync("two"));
        await Assert.ThrowsAsync<NotFoundException>(() => client.GetQueueAsync("c"));
    }

    private static async Task<TaskueClient> ConnectAsync(ServerKind kind) =>
        await TaskueClient.ConnectAsync(await TestServers.ConnectionStringAsync(kind), new TaskueOptions { Namespace = "lists-" + TaskId.New() });
}
