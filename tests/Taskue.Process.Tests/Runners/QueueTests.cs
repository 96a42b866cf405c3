using Taskue.TestSupport;

namespace Taskue.RunnerTests;

/// <summary>Tags, queues, and who serves what in which order.</summary>
public sealed class QueueTests : RunnerTest
{
    [Fact]
    public async Task A_tagged_task_runs_only_on_a_runner_that_serves_its_queue()
    {
        await StartAsync();
        TaskHandle<string> tagged = await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.RunnerOf(null!)) with { Tag = "ubuntu:18" });
        await Assert.ThrowsAsync<WaitTimeoutException>(() => tagged.WaitAsync(TimeSpan.FromMilliseconds(600)));
        await StartAsync(options =>
        {
            options.Name = "server";
            options.Queues = ["ubuntu:18"];
        });
        Assert.Equal("server", await tagged.WaitForResultAsync());
    }

    [Fact]
    public async Task A_runner_of_listed_queues_runs_untagged_tasks_unless_told_not_to()
    {
        await StartAsync(options =>
        {
            options.Name = "tagged-only";
            options.Queues = ["a"];
            options.RunUntaggedTasks = false;
        });
        TaskHandle<string> untagged = await Client.EnqueueAsync(() => Bodies.RunnerOf(null!));
        await Assert.ThrowsAsync<WaitTimeoutException>(() => untagged.WaitAsync(TimeSpan.FromMilliseconds(600)));
        await StartAsync(options =>
        {
            options.Name = "both";
            options.Queues = ["b"];
        });
        Assert.Equal("both", await untagged.WaitForResultAsync());
    }

    [Fact]
    public async Task No_queue_starves()
    {
        await EnqueueAsync("a", 300);
        await EnqueueAsync("b", 300);
        await EnqueueAsync("c", 10);
        await StartAsync(options =>
        {
            options.Queues = ["a", "b", "c"];
            options.RunUntaggedTasks = false;
        });
        await EnteredAsync(610);

        // Each claim begins at the next queue: the ten of c are done in the first 30 or so.
        List<string> order = [.. Door.Entries];
        Assert.InRange(order.FindLastIndex(entry => entry == "c"), 0, 60);
        Assert.InRange(order.Take(60).Count(entry => entry == "a"), 10, 40);
    }

    [Fact]
    public async Task In_strict_order_a_later_queue_waits_until_the_earlier_ones_are_empty()
    {
        await EnqueueAsync("c", 50);
        await EnqueueAsync("b", 50);
        await EnqueueAsync("a", 50);
        await StartAsync(options =>
        {
            options.Queues = ["a", "b", "c"];
            options.StrictQueueOrder = true;
        });
        await EnteredAsync(150);
        Assert.Equal([.. Enumerable.Repeat("a", 50), .. Enumerable.Repeat("b", 50), .. Enumerable.Repeat("c", 50)], Door.Entries);
    }

    [Fact]
    public async Task A_queue_is_first_in_first_out()
    {
        await Client.EnqueueManyAsync(Enumerable.Range(0, 200).Select(number => TaskSpec.Call(() => Bodies.Note(Namespace, $"{number}"))));
        await StartAsync();
        await EnteredAsync(200);
        Assert.Equal(Enumerable.Range(0, 200).Select(number => $"{number}"), Door.Entries);
    }

    [Fact]
    public async Task A_parked_runner_is_woken_by_a_task_in_any_of_its_queues()
    {
        await StartAsync(options =>
        {
            options.Queues = ["a", "b"];
            options.PollInterval = TimeSpan.FromMinutes(1);
        });
        foreach (string? tag in new[] { "a", "b", null, "b" })
        {
            TaskHandle<int> handle = await Client.EnqueueAsync(TaskSpec.Call(() => Bodies.Add(1, 2)) with { Tag = tag });
            Assert.Equal(3, await handle.WaitForResultAsync(Wait.DefaultLimit));
        }
    }

    [Fact]
    public async Task Many_parked_runners_share_what_comes_at_once()
    {
        for (int i = 0; i < 4; i++)
        {
            await StartAsync(options => options.PollInterval = TimeSpan.FromMinutes(1));
        }

        await Wait.Eventually(async () => (await Client.ListQueuesAsync()).Single().ParkedRunners == 4, "all are parked");
        await Client.EnqueueManyAsync(Enumerable.Range(0, 4).Select(_ => TaskSpec.Call(() => Bodies.PassAsync(Namespace, null!))));
        await EnteredAsync(4);
        Assert.Equal(4, Door.Inside);
    }

    private Task EnqueueAsync(string tag, int count) =>
        Client.EnqueueManyAsync(Enumerable.Range(0, count).Select(_ => TaskSpec.Call(() => Bodies.Note(Namespace, tag)) with { Tag = tag }));
}
