using System.Text.RegularExpressions;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests.Diagnosis;

public sealed class DeadRunnerTests : AdviceTest
{
    [Fact]
    [Follows("RestartRunner")]
    [Follows("LookAtProcess")]
    [Follows("StartRunner")]
    [Follows("StartAny")]
    public async Task A_dead_runner_is_a_problem_with_what_became_of_its_tasks_until_it_is_started_again()
    {
        await using Room room = await Room.OpenAsync(Space);
        string module = Module();
        TaskHandle task = await room.Taskue.EnqueueAsync(TaskSpec.Shell("exec sleep 600") with { Tag = "gpu", AllowRescheduling = false });
        await using ChildProcess killed = await FollowAsync(room,
            $"taskue runner start -n one -q gpu -q cpu --no-untagged --concurrency 2 --allow-shell --modules {module}");
        await Wait.Eventually(async () => (await room.Taskue.GetTaskAsync(task.Id)).State == TaskState.Running, "it runs");
        await killed.SignalAsync(ProcessSignal.Kill);
        TaskHandle waiting = await room.Taskue.EnqueueAsync(Kind("command") with { Tag = "gpu" });
        Explanation silent = await Eventually(room, waiting.Id, "runners_silent");
        Assert.Equal($"Check that process {killed.Id} on {Environment.MachineName} runs and reaches Redis", silent.NextSteps[0]);
        Assert.False(IsThere(killed.Id));

        await using ChildProcess witness = await FollowAsync(room, Assert.Single((await room.Taskue.CheckAsync()).Checks,
            check => check.Name == "queues").Remedy!);
        await PassesAsync(waiting);
        await Wait.Eventually(async () => (await room.Taskue.GetStatusAsync()).Problems.Any(one => one.Code == "runner_dead"), "its death is noticed",
            Patience);
        Problem problem = await ProblemAsync(room, "runner_dead");
        Assert.Matches($"^runner one on {Regex.Escape(Environment.MachineName)} died .* ago: 0 tasks queued again, 1 terminated$", problem.Text);
        StoreCheck check = Assert.Single((await room.Taskue.CheckAsync()).Checks, one => one.Name == "runners");
        Assert.Equal((CheckVerdict.Warn, problem.Remedy), (check.Verdict, check.Remedy));
        Assert.Matches("one +dead .* 0 tasks queued again, 1 terminated", (await room.RunAsync("status")).Output);

        string shown = (await room.RunAsync($"task get {task.Id}")).Output;
        Assert.Contains("\nAttempt: none counted, started once\n", shown);
        Assert.DoesNotContain(" ran ", shown);

        await using ChildProcess again = await FollowAsync(room, problem.Remedy, "one");
        Assert.DoesNotContain((await room.Taskue.GetStatusAsync()).Problems, one => one.Code == "runner_dead");
        RunnerInfo runner = (await room.Taskue.ListRunnersAsync()).Single(one => one.Name == "one" && one.IsAlive);
        Assert.Equal(("cpu gpu", 2, true), (string.Join(' ', runner.Queues.Order()), runner.Concurrency, runner.CanRun("@jobs.paint@1")));
    }
}
