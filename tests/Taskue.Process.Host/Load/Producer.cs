using System.Collections.Concurrent;

namespace Taskue.ProcessHost;

/// <summary>Enqueues single tasks, many at once and workflows, and waits for some of them, until it is told to stop; all of it is in the history.</summary>
/// <remarks>A call without an answer is repeated with the same ids, as the documentation of idempotent enqueue says.</remarks>
internal sealed class Producer(TaskueClient client, History history, int seed, TimeSpan pace, int enough)
{
    private const int Hands = 3;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentBag<Task> waits = [];
    private long pending;

    /// <summary>Works until the token fires, then waits until everything that was begun is answered.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await Task.WhenAll([LookAsync(stop), .. Enumerable.Range(0, Hands).Select(hand => WorkAsync(new Random(unchecked((seed * 31) + hand)), stop))]);
        await Task.WhenAll(waits);
    }

    private async Task WorkAsync(Random dice, CancellationToken stop)
    {
        var plan = new LoadPlan(dice);
        using var timer = new PeriodicTimer(pace);
        while (await NextAsync(timer, stop))
        {
            if (Interlocked.Read(ref pending) > enough)
            {
                continue;
            }

            switch (dice.Next(10))
            {
                case < 7:
                    await SingleAsync(plan.Single(), dice.Next(4) == 0);
                    break;
                case 7:
                    await ManyAsync([.. Enumerable.Range(0, dice.Next(5, 40)).Select(_ => plan.Single())]);
                    break;
                default:
                    await WorkflowAsync(plan.Workflow(), dice.Next(3) == 0);
                    break;
            }
        }
    }

    private async Task SingleAsync(Job job, bool wait)
    {
        string id = TaskId.New();
        TaskSpec spec = job.Spec(id);
        history.Write(new HistoryLine(Deed.Sent, id) { Job = job });
        if (await StoreAsync([id], () => client.EnqueueAsync(spec)) && wait)
        {
            waits.Add(WaitAsync(id, async () =>
            {
                TaskInfo end = await client.WaitForTaskAsync(id, Timeout.InfiniteTimeSpan);
                return (end.State.ToString(), end.ResultJson);
            }));
        }
    }

    private async Task ManyAsync(IReadOnlyList<Job> jobs)
    {
        (string Id, Job Job)[] tasks = [.. jobs.Select(job => (TaskId.New(), job))];
        TaskSpec[] specs = [.. tasks.Select(task => task.Job.Spec(task.Id))];
        history.Write(tasks.Select(task => new HistoryLine(Deed.Sent, task.Id) { Job = task.Job }));
        await StoreAsync([.. tasks.Select(task => task.Id)], () => client.EnqueueManyAsync(specs));
    }

    private async Task WorkflowAsync(IReadOnlyList<IReadOnlyList<Job>> jobs, bool wait)
    {
        string id = TaskId.New();
        PlannedTask[][] stages = [.. jobs.Select(stage => stage.Select(job => new PlannedTask(TaskId.New(), job)).ToArray())];
        var spec = new WorkflowSpec("proof", [.. stages.Select(stage => (IReadOnlyList<TaskSpec>)[.. stage.Select(task => task.Job.Spec(task.Id))])]) { Id = id };
        history.Write(new HistoryLine(Deed.Sent, id) { Stages = stages });
        if (await StoreAsync([id], () => client.EnqueueAsync(spec)) && wait)
        {
            waits.Add(WaitAsync(id, async () => ((await client.WaitForWorkflowAsync(id, Timeout.InfiniteTimeSpan)).State.ToString(), null)));
        }
    }

    private async Task<bool> StoreAsync(IReadOnlyList<string> ids, Func<Task> callAsync)
    {
        for (int calls = 1; ; calls++)
        {
            try
            {
                await callAsync();
                history.Write(ids.Select(id => new HistoryLine(Deed.Acknowledged, id) { Calls = calls }));
                return true;
            }
            catch (TaskueException fault) when (fault.IsTransient)
            {
                await Task.Delay(Rest, CancellationToken.None);
            }
            catch (TaskueException fault)
            {
                history.Write(ids.Select(id => new HistoryLine(Deed.Refused, id) { Text = $"{fault.Code} {fault.Message}" }));
                return false;
            }
        }
    }

    private async Task WaitAsync(string id, Func<Task<(string State, string? Result)>> waitAsync)
    {
        history.Write(new HistoryLine(Deed.Awaited, id));
        while (true)
        {
            try
            {
                (string state, string? result) = await waitAsync();
                history.Write(new HistoryLine(Deed.Answered, id) { State = state, Text = result });
                return;
            }
            catch (TaskueException fault) when (fault.IsTransient)
            {
                await Task.Delay(Rest, CancellationToken.None);
            }
            catch (TaskueException fault)
            {
                history.Write(new HistoryLine(Deed.Answered, id) { State = fault.Code, Text = fault.Message });
                return;
            }
        }
    }

    /// <summary>Keeps an eye on how much waits, so that a slow time does not end in hours of work.</summary>
    private async Task LookAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Rest);
        while (await NextAsync(timer, stop))
        {
            try
            {
                Interlocked.Exchange(ref pending, (await client.CountTasksAsync(CancellationToken.None)).Pending);
            }
            catch (StoreException fault) when (fault.IsTransient)
            {
                // The next look tells.
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
