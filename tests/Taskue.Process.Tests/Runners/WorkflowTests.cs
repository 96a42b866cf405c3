using TestWait = Taskue.TestSupport.Wait;

namespace Taskue.RunnerTests;

/// <summary>Workflows end to end, through real runners.</summary>
public sealed class WorkflowTests : RunnerTest
{
    [Fact]
    public async Task No_task_of_a_stage_starts_before_every_task_of_the_stage_before_has_ended()
    {
        for (int i = 0; i < 3; i++)
        {
            await StartAsync(options => options.Concurrency = 10);
        }

        // In each stage some of the tasks run at once, more than one runner can.
        const int together = 15;
        string[] meetings = [.. Enumerable.Range(0, 6).Select(stage => $"{Namespace} {stage}")];
        foreach (string meeting in meetings)
        {
            Bodies.Meetings[meeting] = new CountdownEvent(together);
        }

        var spec = new WorkflowSpec("barrier", [.. meetings.Select(meeting => (IReadOnlyList<TaskSpec>)
        [
            .. Enumerable.Range(0, together).Select(_ => TaskSpec.Call(() => Bodies.MeetAsync(meeting))),
            .. Enumerable.Range(together, 50 - together).Select(number => TaskSpec.Call(() => Bodies.AddAsync(1, number))),
        ])]);
        WorkflowInfo done = await (await Client.EnqueueAsync(spec)).WaitAsync();
        Assert.Equal((WorkflowState.Passed, 300L, 6), (done.State, done.Counts.Passed, done.StagesDone));
        AssertBarrier(done);
        Assert.All(done.Stages, stage => Assert.True(stage.Tasks.Select(task => task.RunnerName).Distinct().Count() > 1, "One runner did all of a stage."));
    }

    [Fact]
    public async Task Retries_within_a_stage_hold_the_next_one_back()
    {
        await StartAsync(options => options.Concurrency = 4);
        WorkflowInfo done = await (await Client.EnqueueAsync(new WorkflowSpec("retries",
        [
            [TaskSpec.Call(() => Bodies.PassAt(4, null!)) with { Retries = 3 }, TaskSpec.Call(() => Bodies.Add(1, 1))],
            [TaskSpec.Call(() => Bodies.Add(2, 2))],
        ]))).WaitAsync();
        Assert.Equal(WorkflowState.Passed, done.State);
        Assert.Equal(4, done.Stages[0].Tasks[0].Attempts);
        AssertBarrier(done);
    }

    [Fact]
    public async Task A_failure_skips_what_wants_success_and_runs_what_wants_failure_or_always()
    {
        await StartAsync(options => options.Concurrency = 4);
        WorkflowInfo done = await (await Client.EnqueueAsync(new WorkflowSpec("when",
        [
            [TaskSpec.Call(() => Bodies.Throw("x")), TaskSpec.Call(() => Bodies.Add(1, 1))],
            [TaskSpec.Call(() => Bodies.Add(1, 2))],
            [
                TaskSpec.Call(() => Bodies.Add(2, 2)) with { When = RunWhen.OnFailure },
                TaskSpec.Call(() => Bodies.Add(3, 2)) with { When = RunWhen.Always },
                TaskSpec.Call(() => Bodies.Add(4, 2)),
            ],
        ]))).WaitAsync();
        Assert.Equal(WorkflowState.Failed, done.State);
        Assert.Equal([StageState.Failed, StageState.Skipped, StageState.Passed], done.Stages.Select(stage => stage.State));
        Assert.Equal([TaskState.Failed, TaskState.Passed, TaskState.Skipped, TaskState.Passed, TaskState.Passed, TaskState.Skipped],
            done.Stages.SelectMany(stage => stage.Tasks).Select(task => task.State));
    }

    [Fact]
    public async Task Without_a_failure_what_wants_one_is_skipped()
    {
        await StartAsync(options => options.Concurrency = 4);
        WorkflowInfo done = await (await Client.EnqueueAsync(new WorkflowSpec("when",
        [
            [TaskSpec.Call(() => Bodies.Throw("allowed")) with { AllowFailure = true }, TaskSpec.Call(() => Bodies.Add(1, 1))],
            [TaskSpec.Call(() => Bodies.Add(1, 2)) with { When = RunWhen.OnFailure }],
            [TaskSpec.Call(() => Bodies.Add(1, 3))],
        ]))).WaitAsync();
        Assert.Equal((WorkflowState.Passed, 1), (done.State, done.Warnings));
        Assert.Equal([StageState.Passed, StageState.Skipped, StageState.Passed], done.Stages.Select(stage => stage.State));
    }

    [Fact]
    public async Task Ten_thousand_tasks_in_one_stage_and_then_one()
    {
        for (int i = 0; i < 2; i++)
        {
            await StartAsync(options => options.Concurrency = 50);
        }

        TaskSpec one = TaskSpec.Call(() => Bodies.Add(1, 1));
        WorkflowHandle handle = await Client.EnqueueAsync(new WorkflowSpec("wide", [
            [.. Enumerable.Repeat(one, 9_999)], [TaskSpec.Call(() => Bodies.SumOfStage(0, null!))]]));
        WorkflowInfo done = await handle.WaitAsync();
        Assert.Equal((WorkflowState.Passed, 10_000L), (done.State, done.Counts.Passed));
        Assert.Equal("19998", done.Stages[1].Tasks[0].ResultJson);
        AssertBarrier(done);
    }

    [Fact]
    public async Task Many_stages_of_one_task_follow_one_another()
    {
        await StartAsync();
        var spec = new WorkflowSpec("deep", [.. Enumerable.Range(0, 200).Select(stage => (IReadOnlyList<TaskSpec>)[TaskSpec.Call(() => Bodies.Add(stage, 0))])]);
        WorkflowInfo done = await (await Client.EnqueueAsync(spec)).WaitAsync();
        Assert.Equal((WorkflowState.Passed, 200), (done.State, done.StagesDone));
        AssertBarrier(done);
    }

    [Fact]
    public async Task A_workflow_goes_over_several_queues_that_different_runners_serve()
    {
        foreach (string queue in new[] { "build", "test", "deploy" })
        {
            await StartAsync(options =>
            {
                options.Name = "of-" + queue;
                options.Queues = [queue];
                options.RunUntaggedTasks = false;
                options.PollInterval = TimeSpan.FromMinutes(1); // the wake-ups of the next stage must do
                options.Concurrency = 2;
            });
        }

        TaskSpec body = TaskSpec.Call(() => Bodies.RunnerOf(null!));
        WorkflowInfo done = await (await Client.EnqueueAsync(new WorkflowSpec("queues",
        [
            [body with { Tag = "build" }, body with { Tag = "test" }],
            [body with { Tag = "test" }, body with { Tag = "deploy" }, body with { Tag = "build" }],
            [body with { Tag = "deploy" }],
        ]))).WaitAsync(TestWait.DefaultLimit);
        Assert.Equal(WorkflowState.Passed, done.State);
        Assert.All(done.Stages.SelectMany(stage => stage.Tasks), task => Assert.Equal("of-" + task.Queue, task.GetResult<string>()));
        AssertBarrier(done);
    }

    [Fact]
    public async Task A_later_task_reads_the_results_of_the_earlier_stages()
    {
        await StartAsync();
        WorkflowInfo done = await (await Client.EnqueueAsync(new WorkflowSpec("collect",
        [
            [TaskSpec.Call(() => Bodies.Add(1, 1)), TaskSpec.Call(() => Bodies.Throw("x")) with { AllowFailure = true }],
            [TaskSpec.Call(() => Bodies.Large(3))],
            [TaskSpec.Call(() => Bodies.Collect(null!))],
        ]))).WaitAsync();
        Assert.Equal("0:Passed:2 0:Failed: 1:Passed:\"xxx\"", done.Stages[2].Tasks[0].GetResult<string>());
    }

    [Fact]
    public async Task A_single_task_that_asks_for_its_workflow_is_told_that_it_has_none()
    {
        await StartAsync();
        TaskInfo done = await (await Client.EnqueueAsync(() => Bodies.Collect(null!))).WaitAsync();
        Assert.Equal(TaskState.Failed, done.State);
        Assert.Contains("belongs to no workflow", done.Error!.Message);
    }

    [Fact]
    public async Task A_hundred_workflows_at_once_all_end()
    {
        for (int i = 0; i < 2; i++)
        {
            await StartAsync(options => options.Concurrency = 20);
        }

        TaskSpec body = TaskSpec.Call(() => Bodies.Add(1, 1));
        WorkflowHandle[] handles = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            Client.EnqueueAsync(new WorkflowSpec("one of many", [[body, body, body], [body, body], [body]]))));
        foreach (WorkflowHandle handle in handles)
        {
            WorkflowInfo done = await handle.WaitAsync();
            Assert.Equal(WorkflowState.Passed, done.State);
            AssertBarrier(done);
        }

        await TestWait.Eventually(async () => (await Client.CountWorkflowsAsync()).Passed == 100, "all are counted");
    }

    private static void AssertBarrier(WorkflowInfo workflow)
    {
        for (int stage = 1; stage < workflow.Stages.Count; stage++)
        {
            DateTimeOffset? over = workflow.Stages[stage - 1].Tasks.Max(task => task.EndedAt);
            Assert.All(workflow.Stages[stage].Tasks, task => Assert.False(task.StartedAt < over, $"{task.Id} of stage {stage} started at {task.StartedAt:O}, before {over:O}."));
        }
    }
}
