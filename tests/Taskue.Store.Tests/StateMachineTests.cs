using Taskue.Store.Tests.Conformance;
using Taskue.TestSupport;

namespace Taskue.Store.Tests;

public sealed class StateMachineTests
{
    private static readonly TaskSpec Plain = StoreRoom.Spec();
    private static readonly TaskSpec OnFailure = StoreRoom.Spec() with { When = RunWhen.OnFailure };

    [Fact]
    public void Nine_task_states_five_of_stages_four_of_workflows_and_five_of_runners_are_drawn()
    {
        string[] States(string kind) => [.. TransitionRecorder.Drawn.Where(one => one.StartsWith(kind + ": ")).SelectMany(one => one[(kind.Length + 2)..].Split(" --> "))
            .Where(state => state != TransitionRecorder.None).Distinct().Order()];
        string[] Named<T>() where T : struct, Enum => [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).Order()];

        Assert.Equal(Named<TaskState>(), States("task"));
        Assert.Equal(Named<StageState>(), States("stage"));
        Assert.Equal(Named<WorkflowState>(), States("workflow"));
        Assert.Equal(Named<RunnerState>(), States("runner"));
    }

    [Theory, BothServers]
    public Task Every_transition_that_is_drawn_is_walked(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        // Tasks: every ending, and every way back to pending.
        Hand runner = await room.RunnerAsync();
        async Task<ClaimedTask> Start(TaskSpec? spec = null) => runner.Take(await room.AddAsync(spec ?? Plain));
        foreach (Ending ending in (Ending[])[Ending.Passed, Ending.Failed, Ending.Errored, Ending.TimedOut])
        {
            runner.End(await Start(), ending);
        }

        runner.End(await Start(Plain with { Retries = 1 }), Ending.Failed);
        runner.End(runner.Take(), Ending.HandedBack);
        runner.End(runner.Take(), Ending.Held);
        room.Pass(TimeSpan.FromDays(1));
        runner.Beat();
        await room.PatrolAsync(runner);

        // Runners: busy ones that stop, die, stop while stopping; a task that ends with its runner.
        await room.AddManyAsync(2, _ => Plain with { AllowRescheduling = false });
        Hand busyStop = await room.RunnerAsync(), busyDead = await room.RunnerAsync(), idleDead = await room.RunnerAsync();
        Hand idleStopping = await room.RunnerAsync(), busyStopping = await room.RunnerAsync(), stoppingDead = await room.RunnerAsync();
        busyStop.Take();
        busyDead.Take();
        await busyStop.LeaveAsync();
        await room.PatrolAsync(runner);
        busyStopping.Take();
        await busyStopping.LeaveAsync(stopped: false);
        busyStopping.EndAll();
        await idleStopping.LeaveAsync(stopped: false);
        await idleStopping.LeaveAsync();
        await busyStopping.LeaveAsync();
        await stoppingDead.LeaveAsync(stopped: false);
        Hand idleStop = await room.RunnerAsync();
        await idleStop.LeaveAsync();
        await HeartbeatTests.DieAsync(room, busyDead, runner);
        Assert.False(idleDead.Beat());

        // Workflows and stages.
        await room.AddFlowAsync([Plain], [OnFailure]);
        runner.End(runner.Take());
        await room.AddFlowAsync([Plain], [Plain], [OnFailure]);
        runner.End(runner.Take(), Ending.Failed);
        runner.EndAll();
        runner.End(runner.Take());
        await room.AddFlowAsync([OnFailure]);
        await room.AddFlowAsync([Plain]);
        ClaimedTask held = runner.Take();
        await room.AddFlowAsync([Plain]);
        runner.End(held);
        await room.Database.HashSetAsync(room.Root + "tasks", (await room.RawAsync()).List("q0:default")[0], "unreadable");
        Assert.Empty(runner.Claim(1).Claims);

        // A large workflow that is never completed, and the end of everything.
        await Assert.ThrowsAsync<StoreException>(() => Broken.Store(room, "enqueue_flow", "local planRows", "if part ~= 'part' then error('broken off') end\nlocal planRows")
            .EnqueueFlowAsync(StoreRoom.Flow([.. Enumerable.Repeat(Plain, 1200)])));
        await room.LookAsync("the broken enqueue");
        await room.EndAsync();

        string[] missing = [.. TransitionRecorder.Drawn.Except(room.Recorder.Walked).Order()];
        Assert.True(missing.Length == 0, "Drawn and not walked:\n" + string.Join("\n", missing));
    }, toTheEnd: false);
}
