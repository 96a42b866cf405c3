using StackExchange.Redis;
using Taskue.TestSupport;
using TestWait = Taskue.TestSupport.Wait;

namespace Taskue.RunnerTests;

/// <summary>Waiting for ends: pushed, shared, and safe against lost connections.</summary>
public sealed class WaitTests : IAsyncLifetime
{
    private readonly string ns = "w-" + TaskId.New();
    private RedisServerProcess server = null!;
    private TaskueClient client = null!;
    private ConnectionMultiplexer beside = null!;

    private Door Door => Door.Of(ns);

    public async ValueTask InitializeAsync()
    {
        server = await RedisServerProcess.StartAsync();
        beside = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",allowAdmin=true");
        client = await TaskueClient.ConnectAsync(server.ConnectionString, new TaskueOptions { Namespace = ns });
    }

    public async ValueTask DisposeAsync()
    {
        Door.Open();
        await client.DisposeAsync();
        await beside.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Three_thousand_waiters_share_one_subscription_and_all_get_their_answer()
    {
        await using TaskueRunner runner = await StartAsync();
        var handles = new List<TaskHandle<int>>();
        for (int i = 0; i < 3000; i += 100)
        {
            handles.AddRange(await Task.WhenAll(Enumerable.Range(i, 100).Select(number => client.EnqueueAsync(
                TaskSpec.Call(() => Bodies.Add(number, 1)) with { Tag = "later" }))));
        }

        Task<int>[] waits = [.. handles.Select(handle => handle.WaitForResultAsync())];
        await TestWait.Eventually(async () => (await SubscriptionsAsync("done")).Length == 1 && await RegisteredAsync() == 3000, "all wait on one channel");
        await using TaskueRunner later = await StartAsync("later");
        int[] results = await Task.WhenAll(waits).WaitAsync(TestWait.DefaultLimit);
        Assert.Equal(Enumerable.Range(1, 3000), results);
        Assert.Single(await SubscriptionsAsync("done"));
        Assert.Equal(0, await RegisteredAsync());
    }

    [Fact]
    public async Task A_wait_that_ends_early_leaves_the_task_alone()
    {
        await using TaskueRunner runner = await StartAsync();
        TaskHandle<string> handle = await client.EnqueueAsync(() => Bodies.PassAsync(ns, null!));
        await TestWait.Eventually(() => Door.Entered == 1, "it runs");
        WaitTimeoutException fault = await Assert.ThrowsAsync<WaitTimeoutException>(() => handle.WaitAsync(TimeSpan.FromMilliseconds(100)));
        Assert.Equal((ErrorCodes.WaitTimeout, true), (fault.Code, fault.IsTransient));
        Assert.Contains("running", fault.Message);
        Task<TaskInfo<string>> again = handle.WaitAsync();
        Door.Open();
        Assert.Equal((TaskState.Passed, 1L), ((await again).State, (await again).Starts));
    }

    [Fact]
    public async Task A_wait_for_what_is_not_there_says_so()
    {
        await using TaskueRunner runner = await StartAsync();
        await Assert.ThrowsAsync<NotFoundException>(() => client.WaitForTaskAsync(TaskId.New()));
        TaskHandle<int> handle = await client.EnqueueAsync(() => Bodies.Add(1, 2));
        await handle.WaitAsync();
        await client.DeleteTaskAsync(handle.Id);
        await Assert.ThrowsAsync<NotFoundException>(() => handle.WaitAsync());
        await Assert.ThrowsAsync<NotFoundException>(() => client.WaitForWorkflowAsync(TaskId.New()));
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_nothing_behind()
    {
        TaskHandle<int> handle = await client.EnqueueAsync(() => Bodies.Add(1, 2));
        EndWaiters waiters = WaitersOf(client);
        using var cancel = new CancellationTokenSource();
        Task<TaskInfo<int>>[] waits = [.. Enumerable.Range(0, 50).Select(_ => handle.WaitAsync(Timeout.InfiniteTimeSpan, cancel.Token))];
        await TestWait.Eventually(async () => waiters.Count == 1 && await RegisteredAsync() == 1, "they wait");
        await cancel.CancelAsync();
        foreach (Task<TaskInfo<int>> wait in waits)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        }

        Assert.Equal(0, waiters.Count);
        await Assert.ThrowsAsync<WaitTimeoutException>(() => handle.WaitAsync(TimeSpan.FromMilliseconds(50)));
        Assert.Equal(0, waiters.Count);
        await using TaskueRunner runner = await StartAsync();
        Assert.Equal(3, await handle.WaitForResultAsync());
        Assert.Equal(0, waiters.Count);
    }

    [Fact]
    public async Task Many_waits_for_one_task_are_one_registration()
    {
        TaskHandle<int> handle = await client.EnqueueAsync(() => Bodies.Add(1, 2));
        Task<int>[] waits = [.. Enumerable.Range(0, 100).Select(_ => handle.WaitForResultAsync())];
        await TestWait.Eventually(async () => WaitersOf(client).Count == 1 && await RegisteredAsync() == 1, "they wait");
        await using TaskueRunner runner = await StartAsync();
        Assert.All(await Task.WhenAll(waits), result => Assert.Equal(3, result));
    }

    [Fact]
    public async Task A_wait_that_begins_while_redis_is_away_says_so_in_our_words()
    {
        await using TaskueClient other = await TaskueClient.ConnectAsync(server.ConnectionString,
            new TaskueOptions { Namespace = ns, RedisTimeout = TimeSpan.FromMilliseconds(500) });
        TaskHandle<int> handle = await client.EnqueueAsync(() => Bodies.Add(1, 2));
        await server.KillAsync();
        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => other.WaitForTaskAsync(handle.Id, TimeSpan.FromSeconds(10)));
        Assert.Equal((ErrorCodes.StoreUnavailable, true), (fault.Code, fault.IsTransient));
        await server.RestartAsync();
    }

    [Fact]
    public async Task A_disposed_client_ends_its_waits()
    {
        TaskueClient other = await TaskueClient.ConnectAsync(server.ConnectionString, new TaskueOptions { Namespace = ns });
        TaskHandle<int> handle = await other.EnqueueAsync(() => Bodies.Add(1, 2));
        Task<TaskInfo<int>> wait = handle.WaitAsync();
        await TestWait.Eventually(async () => await RegisteredAsync() == 1, "it waits");
        await other.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => handle.WaitAsync());
    }

    private async Task<TaskueRunner> StartAsync(string? queue = null)
    {
        var options = new RunnerOptions { Concurrency = 10, RunUntaggedTasks = queue is null };
        if (queue is not null)
        {
            options.Queues.Add(queue);
        }

        var runner = new TaskueRunner(client, options);
        await runner.StartAsync();
        return runner;
    }

    private async Task<RedisChannel[]> SubscriptionsAsync(string kind) =>
        await beside.GetServer(beside.GetEndPoints()[0]).SubscriptionChannelsAsync(RedisChannel.Pattern($"*:{kind}:*"));

    private async Task<long> RegisteredAsync() => await beside.GetDatabase().HashLengthAsync(new Store.KeySpace("taskue", ns).Key("waiters"));

    private static EndWaiters WaitersOf(TaskueClient client) => (EndWaiters)typeof(TaskueClient)
        .GetField("waiters", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(client)!;
}
