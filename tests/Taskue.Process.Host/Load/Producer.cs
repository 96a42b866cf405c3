using System.Collections.Concurrent;

namespace Taskue.ProcessHost;

/// <summary>Enqueues single tasks, many at once and workflows, and waits for some of them, until it is told to stop; all of it is in the history.</summary>
/// <remarks>A call without an answer is repeated with the same ids, as the documentation of idempotent enqueue says; so are those that an earlier process left.</remarks>
internal sealed class Producer(TaskueClient client, History history, int seed, TimeSpan pace, int enough)
{
    private const int Hands = 3;

    private const int CallsOfBurst = 20;

    /// <summary>More than is sent in one part.</summary>
    private const int TasksOfLarge = 2_500;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentBag<Task> begun = [];
    private long pending;

    /// <summary>Works until the token fires, then waits until everything that was begun is answered.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await Task.WhenAll([LookAsync(stop), .. Enumerable.Range(0, Hands).Select(hand => WorkAsync(new Random(unchecked((seed * 31) + hand)), stop))]);
        int ended;
        do
        {
            Task[] present = [.. begun]; // what ends may have begun a wait
            await Task.WhenAll(present);
            ended = present.Length;
        }
        while (begun.Count > ended);
    }

    /// <summary>Repeats the calls that earlier processes were given no answer to, and does not know whether they were carried out.</summary>
    public void Resume(IReadOnlyList<IReadOnlyList<HistoryLine>> calls)
    {
        foreach (IReadOnlyList<HistoryLine> sent in calls)
        {
            string[] ids = [.. sent.Select(line => line.Id)];
            begun.Add(sent switch
            {
                [{ Stages: { } stages }] => StoreAsync(ids, () => client.EnqueueAsync(Flow(ids[0], stages)), calls: 2),
                [{ Job: { } job }] => StoreAsync(ids, () => client.EnqueueAsync(job.Spec(ids[0])), calls: 2),
                _ => StoreAsync(ids, () => client.EnqueueManyAsync(sent.Select(line => line.Job!.Spec(line.Id))), calls: 2),
            });
        }
    }

    /// <summary>Makes many calls at once, and says "burst" before.</summary>
    public void Burst(Random dice)
    {
        var plan = new LoadPlan(dice);
        Console.WriteLine("burst");
        for (int i = 0; i < CallsOfBurst; i++)
        {
            begun.Add(CallAsync(plan, dice));
        }
    }

    /// <summary>Enqueues a workflow that goes in several parts, and says "large" right before.</summary>
    public void Large() =>
        begun.Add(WorkflowAsync([[.. Enumerable.Repeat(new Job { Kind = "quick" }, TasksOfLarge)], [new Job { Kind = "quick" }]], wait: true, say: "large"));

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

            await CallAsync(plan, dice);
        }
    }

    private Task CallAsync(LoadPlan plan, Random dice) => dice.Next(10) switch
    {
        < 7 => SingleAsync(plan.Single(), dice.Next(4) == 0),
        7 => ManyAsync([.. Enumerable.Range(0, dice.Next(5, 40)).Select(_ => plan.Single())]),
        _ => WorkflowAsync(plan.Workflow(), dice.Next(3) == 0),
    };

    private async Task SingleAsync(Job job, bool wait)
    {
        string id = TaskId.New();
        TaskSpec spec = job.Spec(id);
        history.Write(new HistoryLine(Deed.Sent, id) { Job = job });
        if (await StoreAsync([id], () => client.EnqueueAsync(spec)) && wait)
        {
            begun.Add(WaitAsync(id, async () =>
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
        history.Write(tasks.Select(task => new HistoryLine(Deed.Sent, task.Id) { Job = task.Job, Call = tasks[0].Id }));
        await StoreAsync([.. tasks.Select(task => task.Id)], () => client.EnqueueManyAsync(specs));
    }

    private async Task WorkflowAsync(IReadOnlyList<IReadOnlyList<Job>> jobs, bool wait, string? say = null)
    {
        string id = TaskId.New();
        PlannedTask[][] stages = [.. jobs.Select(stage => stage.Select(job => new PlannedTask(TaskId.New(), job)).ToArray())];
        WorkflowSpec spec = Flow(id, stages);
        history.Write(new HistoryLine(Deed.Sent, id) { Stages = stages });
        if (say is not null)
        {
            Console.WriteLine(say);
        }

        if (await StoreAsync([id], () => client.EnqueueAsync(spec)) && wait)
        {
            begun.Add(WaitAsync(id, async () => ((await client.WaitForWorkflowAsync(id, Timeout.InfiniteTimeSpan)).State.ToString(), null)));
        }
    }

    private static WorkflowSpec Flow(string id, IReadOnlyList<IReadOnlyList<PlannedTask>> stages) =>
        new("proof", [.. stages.Select(stage => (IReadOnlyList<TaskSpec>)[.. stage.Select(task => task.Job.Spec(task.Id))])]) { Id = id };

    private async Task<bool> StoreAsync(IReadOnlyList<string> ids, Func<Task> callAsync, int calls = 1)
    {
        for (; ; calls++)
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
