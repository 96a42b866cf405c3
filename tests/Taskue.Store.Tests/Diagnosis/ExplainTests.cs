using Taskue.TestSupport;

namespace Taskue.Store.Tests.Diagnosis;

public sealed class ExplainTests
{
    [Theory, BothServers]
    public Task What_has_ended_says_how_when_and_why(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        string passed = await room.AddAsync(), failed = await room.AddAsync(StoreRoom.Spec() with { Retries = 1 }), refused = await room.AddAsync();
        runner.End(runner.Take(passed));
        ClaimedTask task = runner.Take(failed);
        ClaimedTask bad = runner.Take(refused);
        runner.Finish(0, [runner.Result(task, Ending.Failed, error: "no disk\nat line 7"), runner.Result(bad, Ending.Errored, error: "not allowed")]);
        runner.End(runner.Take(failed), Ending.Failed, error: "no disk\nat line 7");
        room.Pass(TimeSpan.FromMinutes(3));

        Assert.Equal($"It passed 3 min ago on {runner.Name}.", (await Explain(room, passed, "finished")).Sentence);
        Explanation why = await Explain(room, failed, "finished");
        Assert.Equal($"It failed 3 min ago on {runner.Name} in attempt 2 of 2. Oops: no disk", why.Sentence);
        Assert.Equal([$"Read what it wrote: taskue task logs {failed}", $"Read the whole error and its earlier attempts: taskue task get {failed}"],
            why.NextSteps);
        Assert.Contains("could not be run", (await Explain(room, refused, "finished")).Sentence);
    });

    [Theory, BothServers]
    public Task What_runs_says_where_since_when_and_until_when_at_most(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync(), other = await room.RunnerAsync();
        string id = await room.AddAsync();
        runner.Take(id);
        room.Pass(TimeSpan.FromSeconds(6));
        Assert.Equal($"It runs on {runner.Name} for 6 s; its timeout ends it in 59 min.", (await Explain(room, id, "running")).Sentence);

        room.Pass(TimeSpan.FromSeconds(6));
        other.Beat();
        Assert.Contains("heartbeat expired 2 s ago", (await Explain(room, id, "runner_silent")).Sentence);
        room.Pass(TimeSpan.FromHours(1));
        runner.Beat();
        Assert.Contains("12 s past its deadline", (await Explain(room, id, "overdue")).Sentence);
    });

    [Theory, BothServers]
    public Task What_runs_far_longer_than_its_kind_usually_does_is_named(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        async Task<Problem?> Found() => (await StatusReader.ReadAsync(room.Store,
            _ => room.Store.ListAsync(new TaskQuery { State = TaskState.Failed }), default))
            .Problems.SingleOrDefault(problem => problem.Code == "runs_long");
        foreach (int second in Enumerable.Range(1, 5))
        {
            ClaimedTask quick = await TakeAsync("Lib:A.Quick()"), slow = await TakeAsync("Lib:A.Slow()"),
                command = await TakeAsync(ShellCall.Method, "nightly");
            room.Pass(TimeSpan.FromSeconds(1));
            runner.End(quick);
            runner.End(command);
            room.Pass(TimeSpan.FromMinutes(second));
            runner.Beat();
            runner.End(slow);
        }

        string late = (await TakeAsync("Lib:A.Quick()")).Id, usual = (await TakeAsync("Lib:A.Slow()")).Id, other = (await TakeAsync("Lib:A.New()")).Id,
            job = (await TakeAsync(ShellCall.Method, "nightly")).Id, again = (await TakeAsync(ShellCall.Method, "hourly")).Id;
        room.Pass(TimeSpan.FromSeconds(9.9));
        runner.Beat();
        await Explain(room, late, "running");
        room.Pass(TimeSpan.FromSeconds(0.1));
        Assert.Equal($"It runs on {runner.Name} for 10 s, far longer than its kind usually does: 1.0 s, 1.0 s at most (a sample of 5 that passed).",
            (await Explain(room, late, "runs_long")).Sentence);
        await Explain(room, job, "runs_long");
        await Explain(room, usual, "running");
        await Explain(room, other, "running");
        await Explain(room, again, "running");
        runner.End(runner.Holds[job]);
        Problem? problem = await Found();
        Assert.Equal($"task 'A.Quick' ({late}) has run for 10.0 s on {runner.Name}; its kind takes 1.0 s, 1.0 s at most (a sample of 5 that passed)",
            problem?.Text);
        Assert.Equal($"Read what it wrote: taskue task logs {late}", problem?.Remedy);
        runner.End(runner.Holds[late]);
        Assert.Null(await Found());

        async Task<ClaimedTask> TakeAsync(string method, string? title = null) =>
            runner.Take(await room.AddAsync(StoreRoom.Spec(method: method) with { Title = title }));
    });

    [Theory, BothServers]
    public Task What_no_runner_of_its_queue_can_run_says_what_that_takes_and_who_was_meant(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync("mail");
        string typo = await room.AddAsync(StoreRoom.Spec("mial")), command = await room.AddAsync(StoreRoom.Spec("mail", method: ShellCall.Method));
        Assert.Equal("No living runner serves queue 'mial' (1 other runner lives). Did you mean 'mail'? 1 task waits in it.",
            (await Explain(room, typo, "no_runner")).Sentence);

        await Explain(room, command, "due"); // it has not said what it can run
        await room.Store.AnnounceAsync(runner.Keys, new RunnerAnnouncement { Assemblies = ["Lib"] }.Write());
        Explanation why = await Explain(room, command, "no_able_runner");
        Assert.Equal($"Only {runner.Name} serves queue 'mail', and it cannot run it: that takes --allow-shell.", why.Sentence);
        Assert.Equal("Start a runner that can run it: taskue runner start -n NAME -q mail --no-untagged --allow-shell", why.NextSteps[0]);
        await room.Store.AnnounceAsync(runner.Keys, new RunnerAnnouncement { Capabilities = [RunnerAnnouncement.Shell] }.Write());
        await Explain(room, command, "due");

        string demo = await room.AddAsync(StoreRoom.Spec("mail", method: "Taskue.Cli:A.B()"));
        Assert.EndsWith(" and it cannot run it: that takes --allow 'Taskue.Cli'.", (await Explain(room, demo, "no_able_runner")).Sentence);
        string method = await room.AddAsync(StoreRoom.Spec("mail", method: "Lib:A.B()"));
        why = await Explain(room, method, "no_able_runner");
        Assert.EndsWith("--modules FOLDER (FOLDER: a build of Lib)", why.NextSteps[0]);
        NamespaceStatus status = await StatusReader.ReadAsync(room.Store, _ => room.Store.ListAsync(new TaskQuery { State = TaskState.Failed }), default);
        Assert.Equal(["no_able_runner", "no_runner"], status.Problems.Select(problem => problem.Code).Order());
        Assert.Contains(status.Problems, problem => problem.Text == "queue mial: 1 task waits, and no runner serves it (did you mean 'mail'?)");
        room.Pass(TimeSpan.FromMinutes(2));
        runner.Beat();
        Problem late = (await StatusReader.ReadAsync(room.Store, _ => room.Store.ListAsync(new TaskQuery { State = TaskState.Failed }),
            default)).Problems.Single(problem => problem.Kind == ProblemKind.Behind);
        Assert.Equal(("late", "queue mail: 3 tasks wait, the oldest for 2m 00s, 0 of 10 slots used"), (late.Code, late.Text));
        Assert.Equal("Start another: taskue runner start -n NAME -q mail --no-untagged --allow-shell --modules FOLDER --allow 'Taskue.Cli' (FOLDER: a build of Lib)", late.Remedy);
    });

    [Theory, BothServers]
    public Task A_queue_that_nobody_serves_is_named_with_its_last_runner(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec("gpu"));
        Explanation never = await Explain(room, id, "no_runner");
        Assert.Equal("No living runner serves queue 'gpu'. 1 task waits in it.", never.Sentence);
        Assert.Contains("-q gpu", never.NextSteps[0]);

        Hand gpu = await room.RunnerAsync("gpu"), other = await room.RunnerAsync();
        await gpu.LeaveAsync();
        await room.PatrolAsync(other);
        room.Pass(TimeSpan.FromHours(2));
        Assert.Equal($"No living runner serves queue 'gpu' (1 other runner lives). The last was {gpu.Name} on host, which stopped 2 h 0 min ago. 1 task waits in it.",
            (await Explain(room, id, "no_runner")).Sentence);
    });

    [Theory, BothServers]
    public Task Runners_that_do_not_take_are_told_apart(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync(), other = await room.RunnerAsync();
        Assert.Contains("20 of 20 slots", (await Explain(room, id, "due")).Sentence);

        await room.Store.ControlAsync(runner.Name, RunnerCommand.Pause);
        Assert.Contains("10 of 10 slots", (await Explain(room, id, "due")).Sentence);
        await room.Store.ControlAsync(other.Name, RunnerCommand.Pause);
        Explanation paused = await Explain(room, id, "runners_paused");
        Assert.StartsWith("2 runners (", paused.Sentence);
        Assert.Contains(paused.NextSteps, step => step.Contains($"runner resume {runner.Name}"));

        await runner.LeaveAsync(stopped: false);
        Assert.Contains($"Only {other.Name} serves", (await Explain(room, id, "runners_paused")).Sentence);
        await other.LeaveAsync(stopped: false);
        Assert.Contains("all are stopping", (await Explain(room, id, "runners_stopping")).Sentence);
        room.Pass(TimeSpan.FromSeconds(11));
        Assert.Contains("no heartbeat came in time: the last expired 1 s ago", (await Explain(room, id, "runners_silent")).Sentence);
    });

    [Theory, BothServers]
    public Task Busy_runners_are_told_with_the_place_in_the_queue_and_the_pace(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        string[] ids = await room.AddManyAsync(40);
        runner.Claim(10);
        Explanation unknown = await Explain(room, ids[12], "runners_busy");
        Assert.Contains($"10 of 10 slots used by {runner.Name}, 2 ahead in queue 'default'.", unknown.Sentence);

        room.Pass(TimeSpan.FromSeconds(8));
        runner.EndAll();
        runner.Claim(10);
        Explanation why = await Explain(room, ids[39], "runners_busy");
        Assert.Contains("19 ahead in queue 'default', about 16 s at the pace of the last 10 that passed.", why.Sentence);
        Assert.Equal("19", Assert.Single(why.Details, detail => detail.Name == "ahead").Value);
        Assert.Equal("16", Assert.Single(why.Details, detail => detail.Name == "estimated_wait").Value);
    });

    [Fact]
    public Task A_place_far_back_is_not_searched_for_without_end() => StoreRoom.RunAsync(ServerKind.Redis, async room =>
    {
        string[] ids = await room.AddManyAsync(10_500);
        (await room.RunnerAsync()).Claim(10);

        Assert.Contains("more than 10,000 ahead (of 10,490)", (await Explain(room, ids[^1], "runners_busy")).Sentence);
        Assert.Contains("9,989 ahead", (await Explain(room, ids[9_999], "runners_busy")).Sentence);
    }, watch: false, toTheEnd: false);

    [Theory, BothServers]
    public Task A_held_task_says_what_nobody_knew_and_which_setting_ends_it(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec(method: "Lib:My.Images.Resize(int)"));
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(id), Ending.Held);
        room.Pass(TimeSpan.FromSeconds(5));

        Explanation why = await Explain(room, id, "held");
        Assert.StartsWith("It is held for 5 s: the runner that took it does not have the method Lib:My.Images.Resize(int).", why.Sentence);
        Assert.Contains(runner.Name, why.Sentence);
        Assert.Contains("HeldTimeout", why.Sentence);
    });

    [Theory, BothServers]
    public Task A_later_stage_says_whom_it_waits_for(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([.. Enumerable.Range(0, 5).Select(i => StoreRoom.Spec() with { Title = "e2e " + i })], [StoreRoom.Spec()], [StoreRoom.Spec()]);
        string last = flow.TaskIds[2][0];
        Explanation waiting = await Explain(room, last, "waits_for_stage");
        Assert.Contains("stage 2 of workflow 'flow', which is at stage 0 (of 0 to 2): 5 left of that: 'e2e 0' (pending), 'e2e 1' (pending), 'e2e 2' (pending) and 2 more", waiting.Sentence);
        Assert.Contains(flow.TaskIds[0][0], waiting.NextSteps[0]);
        Assert.StartsWith("Nothing of it runs now: stage 0 (of 0 to 2), 5 left of it; the next is 'e2e 0'",
            (await Explain(room, flow.Id, "waits_for_stage")).Sentence);

        Hand runner = await room.RunnerAsync();
        ClaimedTask[] three = [.. runner.Claim(3).Claims];
        runner.Finish(0, [runner.Result(three[0]), runner.Result(three[1])]);
        room.Pass(TimeSpan.FromMinutes(4));
        Assert.Contains($"3 left of that: 'e2e 2' (runs on {runner.Name} for 4 min), 'e2e 3' (pending), 'e2e 4' (pending).", (await Explain(room, last, "waits_for_stage")).Sentence);
        Assert.StartsWith($"It runs: stage 0 (of 0 to 2), 3 left of it; now 'e2e 2' (runs on {runner.Name}",
            (await Explain(room, flow.Id, "running")).Sentence);
    });

    [Theory, BothServers]
    public Task A_list_of_workflows_counts_what_runs_as_the_workflow_itself_does(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.AddFlowAsync([StoreRoom.Spec(), StoreRoom.Spec(), StoreRoom.Spec()], [StoreRoom.Spec()]);
        Hand runner = await room.RunnerAsync();
        await room.AddAsync();
        runner.Claim(2);
        TaskCounts listed = Assert.Single(await room.Store.ListFlowsAsync(new WorkflowQuery())).Counts;
        Assert.Equal((2, 1, 1, 4), (listed.Running, listed.Pending, listed.Created, listed.Total));
    });

    [Theory, BothServers]
    public Task A_task_that_waits_for_a_task_of_its_own_queue_is_named_where_all_slots_are_used(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        string[] parents = await room.AddManyAsync(10);
        runner.Claim(10);
        string child = await room.AddAsync(StoreRoom.Spec(method: "Lib:A.B()"));
        await Explain(room, child, "runners_busy");
        await room.Store.AnnounceAsync(runner.Keys, RunnerAnnouncement.With(new RunnerAnnouncement { Assemblies = ["Lib"] }.Write(), 0, [(parents[3], child)]));
        Explanation why = await Explain(room, child, "waits_for_slot");
        Assert.StartsWith($"Its runners are busy: 10 of 10 slots used by {runner.Name}. Task {parents[3]} on {runner.Name} holds a slot while it waits for this one", why.Sentence);
        Explanation waits = await Explain(room, parents[3], "running");
        Assert.EndsWith($" It waits for {child} to end.", waits.Sentence);
        Assert.Equal([$"Why that has not ended: taskue why {child}"], waits.NextSteps);
        Assert.Empty((await Explain(room, parents[4], "running")).NextSteps);
    });

    [Theory, BothServers]
    public Task A_workflow_that_has_ended_says_how(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        NewFlow good = await room.AddFlowAsync([StoreRoom.Spec() with { AllowFailure = true }, StoreRoom.Spec()]);
        ClaimedTask[] two = [.. runner.Claim(2).Claims];
        runner.Finish(0, [runner.Result(two[0], two[0].ReadSpec()!.AllowFailure ? Ending.Failed : Ending.Passed), runner.Result(two[1], two[1].ReadSpec()!.AllowFailure ? Ending.Failed : Ending.Passed)]);
        NewFlow bad = await room.AddFlowAsync([StoreRoom.Spec(), StoreRoom.Spec()]);
        ClaimedTask[] more = [.. runner.Claim(2).Claims];
        runner.Finish(0, [runner.Result(more[0], Ending.Failed), runner.Result(more[1])]);

        Assert.EndsWith("with 1 failure that was allowed.", (await Explain(room, good.Id, "finished")).Sentence);
        Assert.EndsWith("1 task of 2 failed.", (await Explain(room, bad.Id, "finished")).Sentence);
    });

    [Theory, BothServers]
    public Task A_large_stage_that_is_still_being_moved_says_so(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()], [.. Enumerable.Repeat(StoreRoom.Spec(), 1600)]);
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take());
        room.Pass(TimeSpan.FromSeconds(7));

        Assert.Contains("still to be moved into their queues, for 7 s", (await Explain(room, flow.TaskIds[1][^1], "moving")).Sentence);
    }, watch: false);

    [Theory, BothServers]
    public Task A_workflow_without_its_last_part_says_so(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        NewFlow flow = StoreRoom.Flow([StoreRoom.Spec()]);
        await room.Database.HashSetAsync(room.Root + "staging", flow.Id, $"{room.Now}|1");
        room.Pass(TimeSpan.FromMinutes(2));

        Assert.Contains("2 min ago", (await Explain(room, flow.Id, "incomplete")).Sentence);
        await room.Database.KeyDeleteAsync(room.Root + "staging");
    });

    [Theory, BothServers]
    public Task What_stands_nowhere_is_called_misplaced(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        await room.Database.ListRemoveAsync(room.Root + "q0:default", id);

        Assert.Contains("taskue doctor", (await Explain(room, id, "misplaced")).NextSteps[0]);
        await room.Database.ListLeftPushAsync(room.Root + "q0:default", id);
    }, watch: false);

    [Theory, BothServers]
    public Task What_is_not_there_or_expired_is_nothing(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Assert.Null(await room.Store.ExplainAsync(TaskId.New()));
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Take(id));
        room.Pass(TimeSpan.FromDays(2));
        Assert.Null(await room.Store.ExplainAsync(id));
        Assert.Contains("its retention has passed", Explainer.NotFound(id, "n", DateTimeOffset.UnixEpoch).Sentence);
    });

    private static async Task<Explanation> Explain(StoreRoom room, string id, string code)
    {
        ExplainFacts? facts = await room.Store.ExplainAsync(id);
        Assert.NotNull(facts);
        Explanation why = Explainer.Of(facts);
        Assert.True(why.Code == code, $"{why.Code}: {why.Sentence}");
        return why;
    }
}
