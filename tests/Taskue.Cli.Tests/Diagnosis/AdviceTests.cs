using System.Reflection;
using System.Text.Json;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests.Diagnosis;

/// <summary>Everything that why, status and doctor say to type is typed here, as it is said, and must solve what it was given for.</summary>
public sealed class AdviceTests : AdviceTest
{
    [Theory]
    [InlineData("command")]
    [InlineData("method")]
    [InlineData("name")]
    [InlineData("own")]
    [Follows("StartRunner")]
    [Follows("ListRunners")]
    public async Task A_queue_that_no_runner_serves_gets_one_that_can_run_what_waits(string kind)
    {
        await using Room room = await Room.OpenAsync(Space);
        TaskHandle task = await room.Taskue.EnqueueAsync(Kind(kind) with { Tag = "gpu" });
        Explanation why = await room.Taskue.ExplainAsync(task.Id);
        string advice = Assert.Single(why.NextSteps, step => step.Contains("runner start"));
        Assert.Equal(advice, (await ProblemAsync(room, "no_runner")).Remedy);
        StoreReport report = await room.Taskue.CheckAsync();
        Assert.All(report.Checks.Where(check => check.Name is "runners" or "queues"), check => Assert.Equal(advice, check.Remedy));

        await LookAsync(room, why.NextSteps);
        await using ChildProcess runner = await FollowAsync(room, advice);
        await PassesAsync(task);
        Assert.DoesNotContain((await room.Taskue.GetStatusAsync()).Problems, problem => problem.Kind == ProblemKind.Stuck);
        Assert.Equal(["gpu"], Assert.Single(await room.Taskue.ListRunnersAsync()).Queues);
    }

    [Theory]
    [InlineData("command", "--modules FOLDER")]
    [InlineData("method", "--allow-shell")]
    [Follows("StartRunner")]
    [Follows("Explain")]
    [Follows("ListPending")]
    public async Task Runners_that_cannot_run_a_task_are_joined_by_one_that_can(string kind, string options)
    {
        await using Room room = await Room.OpenAsync(Space);
        await using ChildProcess unable = await FollowAsync(room, $"taskue runner start -n unable {options}");
        TaskHandle task = await room.Taskue.EnqueueAsync(Kind(kind));
        Explanation? why = null;
        Problem? problem = null;
        await Wait.Eventually(async () =>
        {
            why = await room.Taskue.ExplainAsync(task.Id);
            problem = (await room.Taskue.GetStatusAsync()).Problems.SingleOrDefault(one => one.Code is "held" or "no_able_runner");
            return why.Code == problem?.Code;
        }, "why and status say that it is not run", Patience);
        string advice = Assert.Single(why!.NextSteps, step => step.Contains("runner start"));
        Assert.Equal(Command(advice), Command(problem!.Remedy));
        await Wait.Eventually(async () => (await room.Taskue.CheckAsync()).Checks.Any(check => check.Remedy?.Contains(Command(advice),
            StringComparison.Ordinal) == true), "doctor says the same", Patience);

        await LookAsync(room, [.. why.NextSteps, "See which: taskue task list --state pending --queue default"]);
        await using ChildProcess runner = await FollowAsync(room, advice);
        await PassesAsync(task);
        Assert.DoesNotContain("started 2 times", (await room.RunAsync($"task get {task.Id}")).Output);
    }

    [Fact]
    [Follows("Resume")]
    [Follows("StartRunner")]
    [Follows("ListRunning")]
    public async Task Paused_stopping_and_busy_runners_are_resumed_or_joined_by_others()
    {
        await using Room room = await Room.OpenAsync(Space);
        await room.StartRunnerAsync("one", concurrency: 1, allowShell: true);
        await room.RunAsync("runner pause one");
        TaskHandle held = await room.Taskue.EnqueueAsync(TaskSpec.Shell($"while [ ! -e {Folder}/gate ]; do sleep 0.05; done"));
        Explanation why = await Eventually(room, held.Id, "runners_paused");
        Assert.Contains((await room.Taskue.GetStatusAsync()).Problems, problem => problem.Remedy == why.NextSteps[0]);
        await LookAsync(room, why.NextSteps);
        await Wait.Eventually(async () => (await room.Taskue.GetTaskAsync(held.Id)).State == TaskState.Running, "it runs");

        TaskHandle second = await room.Taskue.EnqueueAsync(Kind("command"));
        why = await Eventually(room, second.Id, "runners_busy");
        await LookAsync(room, why.NextSteps);
        await using (ChildProcess runner = await FollowAsync(room, why.NextSteps[0]))
        {
            await PassesAsync(second);
            await runner.SignalAsync(ProcessSignal.Terminate);
            Assert.Equal(ExitCodes.Passed, await runner.WaitForExitAsync());
        }

        await room.RunAsync("runner drain one");
        TaskHandle third = await room.Taskue.EnqueueAsync(Kind("command"));
        why = await Eventually(room, third.Id, "runners_stopping");
        Assert.Equal(why.NextSteps[0], (await ProblemAsync(room, "runners_stopping")).Remedy);
        await using ChildProcess other = await FollowAsync(room, why.NextSteps[0]);
        await PassesAsync(third);
        await File.WriteAllTextAsync(Path.Combine(Folder, "gate"), "");
        await PassesAsync(held);
    }

    [Fact]
    [Follows("StartAny")]
    public async Task A_namespace_without_a_runner_gets_one()
    {
        await using Room room = await Room.OpenAsync(Space);
        StoreCheck Runners(StoreReport report) => report.Checks.Single(check => check.Name == "runners");
        await using ChildProcess runner = await FollowAsync(room, Runners(await room.Taskue.CheckAsync()).Remedy!);
        Assert.Equal(CheckVerdict.Ok, Runners(await room.Taskue.CheckAsync()).Verdict);
    }

    [Fact]
    [Follows("MendModule")]
    public async Task A_module_that_cannot_be_used_is_shown_everywhere_until_a_whole_build_is_there()
    {
        await using Room room = await Room.OpenAsync(Space);
        string module = Directory.CreateDirectory(Path.Combine(Folder, "jobs")).FullName;
        await File.WriteAllTextAsync(Path.Combine(module, "Jobs.dll"), "no assembly");
        await using ChildProcess runner = await FollowAsync(room, $"taskue runner start -n one --allow-shell --modules {Folder}");
        Problem problem = await ProblemAsync(room, "module_faults");
        Assert.StartsWith($"runner one cannot use 1 module: {module}", problem.Text);
        Assert.Equal(problem.Remedy, Assert.Single((await room.Taskue.CheckAsync()).Checks, check => check.Name == "modules").Remedy);
        Assert.Contains("1 module fault", (await room.RunAsync("runner list")).Output);
        Assert.Contains("0 of 1 used by 1 runner, 1 of them for commands, too", (await room.RunAsync("status")).Output);
        Assert.Equal("1 runner lives, 1 of them runs commands.", (await room.Taskue.CheckAsync()).Checks.Single(check => check.Name == "runners").Finding);
        string shown = (await room.RunAsync(Command(problem.Remedy)["taskue ".Length..])).Output;
        Assert.Contains($"Modules that it cannot use\n  {module}", shown);
        JsonElement json = JsonElement.Parse((await room.RunAsync("runner get one --json")).Output);
        Assert.Equal(["shell"], json.GetProperty("capabilities").EnumerateArray().Select(word => word.GetString()));
        Assert.StartsWith(module, json.GetProperty("moduleFaults")[0].GetString());
        Assert.Equal((0, 0), (json.GetProperty("stuckTasks").GetInt32(), json.GetProperty("oldModuleBuilds").GetInt32()));

        foreach (string file in Directory.EnumerateFiles(Module()))
        {
            File.Copy(file, Path.Combine(module, Path.GetFileName(file)), overwrite: true);
        }

        await Wait.Eventually(async () => !(await room.Taskue.GetStatusAsync()).Problems.Any(one => one.Code == "module_faults"), "the fault is gone",
            Patience);
        Assert.Contains("\"jobs.paint@1\"", (await room.RunAsync("runner get one --json")).Output);
    }

    [Fact]
    [Follows("Why")]
    public async Task A_task_that_waits_for_its_child_on_the_only_slot_is_named_and_another_runner_helps()
    {
        await using Room room = await Room.OpenAsync(Space);
        await room.StartRunnerAsync("one", concurrency: 1, allowShell: true);
        string redis = room.Redis, space = Space;
        TaskHandle brief = await room.Taskue.EnqueueAsync(() => Work.ParentAsync(redis, space, 1));
        string late = (await brief.WaitAsync(Patience)).Error!.Message;
        Assert.Contains($"1 of 1 slot used by one. Task {brief.Id} on one holds a slot while it waits for this one", late);
        await Wait.Eventually(async () => (await room.Taskue.CountTasksAsync()).Pending == 0, "its child runs then", Patience);

        TaskHandle parent = await room.Taskue.EnqueueAsync(() => Work.ParentAsync(redis, space, 600));
        TaskInfo? child = null;
        await Wait.Eventually(async () =>
            (child = (await room.Taskue.ListTasksAsync(new TaskQuery { State = TaskState.Pending })).SingleOrDefault(task =>
                task.Id != parent.Id)) is not null, "it has a child", Patience);
        Explanation why = await Eventually(room, child!.Id, "waits_for_slot");
        Assert.Contains($"Task {parent.Id} on one", why.Sentence);
        Assert.Contains(child.Id, (await LookAsync(room, (await room.Taskue.ExplainAsync(parent.Id)).NextSteps)).Single());
        await LookAsync(room, why.NextSteps);
        await using ChildProcess other = await FollowAsync(room, why.NextSteps[0]);
        await PassesAsync(parent);
    }

    [Fact]
    public async Task A_workflow_that_stands_still_names_the_task_and_the_reason_in_get_and_watch()
    {
        await using Room room = await Room.OpenAsync(Space);
        await room.StartRunnerAsync("one", allowShell: true);
        WorkflowHandle flow = await room.Taskue.EnqueueAsync(new WorkflowSpec("release",
            [[TaskSpec.Shell("true") with { Title = "build" }], [TaskSpec.Shell("true") with { Title = "deploy", Tag = "gpu-1" }]]));
        await Wait.Eventually(async () => (await room.Taskue.GetWorkflowAsync(flow.Id)).StagesDone == 1, "the first stage is over", Patience);
        string task = (await room.Taskue.GetWorkflowAsync(flow.Id)).Stages[1].Tasks[0].Id;
        string shown = (await room.RunAsync($"workflow get {flow.Id}")).Output;
        Assert.Matches($"\nWhy: +Nothing of it runs now: stage 1 \\(of 0 to 1\\), 1 left of it; the next is 'deploy' \\({task}\\). No living runner serves queue 'gpu-1'", shown);
        JsonElement why = JsonElement.Parse((await room.RunAsync($"workflow get {flow.Id} --json")).Output).GetProperty("why");
        Assert.Equal(("no_runner", task), (why.GetProperty("code").GetString(), why.GetProperty("task").GetString()));

        await using ChildProcess watch = room.Start($"workflow watch {flow.Id}");
        await watch.WaitForLineAsync(line => line.StartsWith($"waiting     {flow.Id}  Nothing of it runs now")
            && line.Contains("Start one: taskue runner start -n NAME -q gpu-1"), Patience);
        (int code, _, string error) = await room.RunAsync($"workflow wait {flow.Id} --for stage=1 --timeout 100ms");
        Assert.Equal(ExitCodes.WaitTimedOut, code);
        Assert.Contains("No living runner serves queue 'gpu-1'", error);
        await using ChildProcess runner = await FollowAsync(room, why.GetProperty("nextSteps")[0].GetString()!);
        Assert.Equal(ExitCodes.Passed, await watch.WaitForExitAsync(Patience));
    }

    [Fact]
    [Follows("Drain")]
    public async Task A_runner_whose_bodies_ignore_their_timeout_is_replaced()
    {
        await using Room room = await Room.OpenAsync(Space);
        await room.StartRunnerAsync("one");
        string pipe = Path.Combine(Folder, "pipe");
        await Cli.MakePipeAsync(pipe); // opening it blocks, whatever the token says
        await room.Taskue.EnqueueAsync(TaskSpec.Call(() => Work.Read(pipe)) with { Timeout = TimeSpan.FromMilliseconds(200) });
        await Wait.Eventually(async () => (await room.Taskue.GetStatusAsync()).Problems.Any(one => one.Code == "stuck_bodies"), "the runner says so", Patience);
        Assert.Contains("1 stuck", (await room.RunAsync("runner list")).Output);
        Assert.Contains("1 ignored the timeout and still runs", (await room.RunAsync("runner get one")).Output);
        Problem problem = await ProblemAsync(room, "stuck_bodies");
        Assert.Equal(problem.Remedy, Assert.Single((await room.Taskue.CheckAsync()).Checks, check => check.Name == "tasks").Remedy);

        await LookAsync(room, [problem.Remedy]);
        await room.RunnerEnded.WaitAsync(Patience);
        Assert.DoesNotContain((await room.Taskue.GetStatusAsync()).Problems, one => one.Code == "stuck_bodies");
        await File.WriteAllTextAsync(pipe, "");
    }

    [Fact]
    [Follows("Explain")]
    [Follows("ReadLog")]
    [Follows("ReadError")]
    [Follows("ListFailed")]
    [Follows("Watch")]
    [Follows("Why")]
    [Follows("ListNamespaces")]
    [Follows("ListTasks")]
    [Follows("CheckStore")]
    [Follows("CheckIfLate")]
    [Follows("SeeAll")]
    [Follows("LookAtRunner")]
    [Follows("EnqueueAgain")]
    public async Task What_is_to_be_looked_at_is_there()
    {
        Shop shop = await Shop.OpenAsync();
        await using Room room = await Room.OpenAsync(Shop.Namespace);
        await LookAsync(room, (await room.Taskue.ExplainAsync(shop.FailedTask)).NextSteps);
        Explanation failed = await room.Taskue.ExplainAsync(shop.FailedFlow);
        Assert.Contains("deploy", (await LookAsync(room, failed.NextSteps)).Single());
        Assert.Contains("default", (await LookAsync(room, (await room.Taskue.ExplainAsync(TaskId.New())).NextSteps))[^1]);

        await using Room other = await Room.OpenAsync(Space);
        await other.StartRunnerAsync("one", concurrency: 1, allowShell: true);
        WorkflowHandle flow = await other.Taskue.EnqueueAsync(new WorkflowSpec("two",
            [[TaskSpec.Shell($"while [ ! -e {Folder}/gate ]; do sleep 0.05; done")], [TaskSpec.Shell("true") with { Title = "last" }]]));
        await Wait.Eventually(async () => (await other.Taskue.GetWorkflowAsync(flow.Id)).State == WorkflowState.Running, "it runs");
        TaskInfo last = (await other.Taskue.GetWorkflowAsync(flow.Id)).Stages[1].Tasks[0];
        Explanation waits = await Eventually(other, last.Id, "waits_for_stage");
        Assert.Contains("running", (await LookAsync(other, waits.NextSteps)).Single());
        string watch = Assert.Single((await other.Taskue.ExplainAsync(flow.Id)).NextSteps);
        await File.WriteAllTextAsync(Path.Combine(Folder, "gate"), "");
        Assert.Contains("last", (await LookAsync(other, [watch])).Single());
        Assert.All(await LookAsync(other, ["taskue doctor", "taskue status", "taskue runner get one"]), output => Assert.NotEqual("", output));
    }

    [Fact]
    public async Task A_server_without_TLS_is_reached_after_what_doctor_says()
    {
        string[] address = (await TestServers.ConnectionStringAsync(ServerKind.Redis)).Split(',')[0].Split(':');
        var environment = new Dictionary<string, string?> { ["TASKUE_CONFIG"] = Path.Combine(Folder, "taskue.toml") };
        async Task<(int Code, string Output)> RunAsync(string line)
        {
            (int code, string output, _) = await Cli.RunAsync(line.Split(' '), redis: null, environment);
            return (code, output);
        }

        foreach (string setting in (string[])[$"redis_host {address[0]}", $"redis_port {address[1]}", "redis_tls true"])
        {
            Assert.Equal(ExitCodes.Passed, (await RunAsync($"config set {setting}")).Code);
        }

        (int code, string output) = await RunAsync("doctor -o json");
        Assert.Equal(ExitCodes.StoreUnreachable, code);
        string advice = JsonElement.Parse(output).GetProperty("checks")[0].GetProperty("remedy").GetString()!;
        Assert.Contains("(taskue config set redis_tls false)", advice);
        Assert.Equal(ExitCodes.Passed, (await RunAsync("config set redis_tls false")).Code);
        Assert.NotEqual(ExitCodes.StoreUnreachable, (await RunAsync("doctor")).Code);
    }

    [Fact]
    public void All_advice_is_made_in_one_place_and_followed_by_a_test()
    {
        string[] made = [.. typeof(TaskueClient).Assembly.GetType("Taskue.Advice")!.GetMembers(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).Select(member => member.Name)];
        string[] followed = [.. typeof(AdviceTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).SelectMany(test =>
            test.GetCustomAttributes<FollowsAttribute>()).Select(follows => follows.Name).Distinct()];
        Assert.True(made.Length > 20);
        Assert.Empty(made.Except(followed));
        Assert.Empty(followed.Except(made));

        string diagnosis = Path.Combine(Approval.Root, "src", "Taskue", "Diagnosis");
        Assert.All(Directory.EnumerateFiles(diagnosis, "*.cs").Where(file => Path.GetFileName(file) is not ("Advice.cs" or "ServerChecks.cs")),
            file => Assert.DoesNotMatch("\"[^\"]*taskue [a-z]", File.ReadAllText(file)));
    }
}
