using Taskue.TestSupport;

namespace Taskue.RunnerTests;

/// <summary>As many tasks at once as there are slots, never more, and blocking ones too.</summary>
public sealed class ConcurrencyTests : RunnerTest
{
    [Fact]
    public async Task What_a_task_does_to_its_thread_is_gone_for_the_next_one()
    {
        await StartAsync();
        int thread = await (await Client.EnqueueAsync(() => Bodies.Spoil())).WaitForResultAsync();
        Assert.Equal($"{thread} Normal False True False True False", await (await Client.EnqueueAsync(() => Bodies.FindThread())).WaitForResultAsync());
        WorkflowHandle close = await Client.EnqueueAsync(new WorkflowSpec("close", [[TaskSpec.Call(() => Bodies.Spoil()), TaskSpec.Call(() => Bodies.FindThread())]]));
        Assert.Equal(WorkflowState.Passed, (await close.WaitAsync()).State); // one behind the other, without a rest between
    }

    [Fact]
    public async Task One_task_at_a_time_is_the_default()
    {
        await StartAsync();
        TaskHandle<string>[] handles = await EnqueueAsync(5);
        await EnteredAsync(1);
        TaskCounts counts = await Client.CountTasksAsync();
        Assert.Equal((1, 4, 1), (counts.Running, counts.Pending, Door.Entered));
        Door.Open();
        await Task.WhenAll(handles.Select(one => one.WaitAsync()));
        Assert.Equal((1, 5), (Door.Most, Door.Entered));
    }

    [Fact]
    public async Task Never_more_run_at_once_than_the_concurrency_says()
    {
        TaskueRunner runner = await StartAsync(options => options.Concurrency = 7);
        TaskHandle<string>[] handles = await EnqueueAsync(40);
        await EnteredAsync(7);
        Assert.Equal((7, 7), (runner.Running, (await InfoAsync(runner.Name)).Running));
        Assert.Equal(33, (await Client.CountTasksAsync()).Pending);
        Door.Open();
        await Task.WhenAll(handles.Select(one => one.WaitAsync()));
        Assert.Equal((7, 40), (Door.Most, Door.Entered));
    }

    [Fact]
    public async Task Never_more_run_at_once_under_a_load_of_short_tasks()
    {
        await StartAsync(options => options.Concurrency = 5);
        await Client.EnqueueManyAsync(Enumerable.Range(0, 5000).Select(number => TaskSpec.Call(() => Bodies.Note(Namespace, "x"))));
        await EnteredAsync(5000);
        Assert.InRange(Door.Most, 1, 5);
    }

    [Fact]
    public async Task A_hundred_blocking_tasks_all_run_at_once()
    {
        await StartAsync(options => options.Concurrency = 100);
        Bodies.Meetings[Namespace] = new CountdownEvent(100);
        TaskHandle<bool>[] handles = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Client.EnqueueAsync(() => Bodies.Meet(Namespace))));
        Assert.All(await Task.WhenAll(handles.Select(one => one.WaitForResultAsync())), Assert.True);
    }

    [Fact]
    public async Task A_hundred_asynchronous_tasks_that_block_before_their_first_await_all_run_at_once()
    {
        await StartAsync(options => options.Concurrency = 100);
        Bodies.Meetings[Namespace] = new CountdownEvent(100);
        TaskHandle<bool>[] handles = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Client.EnqueueAsync(() => Bodies.MeetAsync(Namespace))));
        Assert.All(await Task.WhenAll(handles.Select(one => one.WaitForResultAsync())), Assert.True);
    }

    [Fact]
    public async Task Blocking_tasks_leave_the_other_slots_to_short_ones()
    {
        await StartAsync(options => options.Concurrency = 10);
        foreach (int _ in Enumerable.Range(0, 9))
        {
            await Client.EnqueueAsync(() => Bodies.PassDeaf(Namespace, null!));
        }

        await EnteredAsync(9);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(i + 1, await (await Client.EnqueueAsync(() => Bodies.Add(i, 1))).WaitForResultAsync());
        }

        Assert.Equal(9, Door.Inside);
    }

    private Task<TaskHandle<string>[]> EnqueueAsync(int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => Client.EnqueueAsync(() => Bodies.PassAsync(Namespace, null!))));
}
