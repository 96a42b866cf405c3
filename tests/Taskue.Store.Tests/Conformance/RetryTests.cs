using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class RetryTests
{
    [Theory, BothServers]
    public Task A_failed_task_with_retries_left_goes_to_the_back_of_its_queue(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string first = await room.AddAsync(StoreRoom.Spec() with { Retries = 1 }), second = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(first), Ending.Failed, error: "once");

        TaskInfo waiting = await room.TaskAsync(first);
        Assert.Equal((TaskState.Pending, "retry", 1, 1L), (waiting.State, waiting.Reason, waiting.Attempts, waiting.Starts));
        runner.End(runner.Take(second));
        ClaimedTask again = runner.Take(first);
        Assert.Equal((2, 1), (again.Starts, again.Attempts));
        runner.End(again, Ending.Failed, error: "twice");

        TaskInfo ended = await room.TaskAsync(first);
        Assert.Equal((TaskState.Failed, 2, 2L, "twice"), (ended.State, ended.Attempts, ended.Starts, ended.Error?.Message));
        Assert.Equal(("failed", "once", 1L), (ended.EarlierAttempts[0].Outcome, ended.EarlierAttempts[0].Error?.Message, ended.EarlierAttempts[0].Starts));
    });

    [Theory, BothServers]
    public Task Timed_out_is_retried_and_errored_and_unfit_results_are_not(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        foreach ((Ending ending, string reason, bool again) in (IEnumerable<(Ending, string, bool)>)
            [(Ending.TimedOut, "", true), (Ending.Failed, "", true), (Ending.Errored, "arguments", false), (Ending.Failed, "result", false)])
        {
            string id = await room.AddAsync(StoreRoom.Spec() with { Retries = 5 });
            runner.End(runner.Take(id), ending, reason: reason);
            Assert.Equal(again, !(await room.TaskAsync(id)).State.IsFinal());
            if (again)
            {
                runner.End(runner.Take(id));
            }
        }
    });

    [Theory, BothServers]
    public Task Of_more_than_32_earlier_starts_the_newest_32_are_kept(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec() with { Retries = 50 });
        Hand runner = await room.RunnerAsync();
        for (int i = 1; i <= 40; i++)
        {
            runner.End(runner.Take(id), Ending.Failed, error: "n" + i);
        }

        TaskInfo task = await room.TaskAsync(id);
        Assert.Equal(Enumerable.Range(9, 32).Select(i => (long)i), task.EarlierAttempts.Select(one => one.Starts));
        Assert.Equal(("n9", "n40", 40, 40L), (task.EarlierAttempts[0].Error!.Message, task.EarlierAttempts[^1].Error!.Message, task.Attempts, task.Starts));
    }, watch: false);

    [Theory, BothServers]
    public Task A_handed_back_task_goes_to_the_front_and_is_not_charged(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string first = await room.AddAsync(), second = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(first), Ending.HandedBack);

        TaskInfo back = await room.TaskAsync(first);
        Assert.Equal((TaskState.Pending, 0, 1L, "handed_back"), (back.State, back.Attempts, back.Starts, back.EarlierAttempts[0].Outcome));
        ClaimedTask again = runner.Take(first);
        Assert.Equal((2, 0), (again.Starts, again.Attempts));
        Assert.Equal([second], (await room.RawAsync()).List("q0:default"));
    });

    [Theory, BothServers]
    public Task Starts_never_fall_through_retries_hand_backs_deaths_and_holding(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec() with { Retries = 9 });
        Hand runner = await room.RunnerAsync(), dead = await room.RunnerAsync();
        var starts = new List<long>();
        ClaimedTask Take(Hand by)
        {
            ClaimedTask task = by.Take(id);
            starts.Add(task.Starts);
            return task;
        }

        runner.End(Take(runner), Ending.Failed);
        runner.End(Take(runner), Ending.HandedBack);
        Take(dead);
        await HeartbeatTests.DieAsync(room, dead, runner);
        runner.End(Take(runner), Ending.Held);
        ClaimedTask adopted = Assert.Single(runner.Adopt("default", id).Claims);
        starts.Add(adopted.Starts);
        runner.End(adopted);

        Assert.Equal([1, 2, 3, 4, 5], starts);
        TaskInfo task = await room.TaskAsync(id);
        Assert.Equal((5L, 2, 1), (task.Starts, task.Attempts, task.RunnerDeaths));
        Assert.Equal(["failed", "handed_back", "runner_died", "held"], task.EarlierAttempts.Select(one => one.Outcome));
    });
}
