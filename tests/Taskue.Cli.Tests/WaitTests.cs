using System.Text.Json;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

public sealed class WaitTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("taskue-cli-wait-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_exit_code_of_a_wait_says_how_it_ended_also_long_after()
    {
        Shop shop = await Shop.OpenAsync();
        (int code, string output, string error) = await shop.RunAsync($"workflow wait {shop.PassedFlow}");
        Assert.Matches($"^passed      {shop.PassedFlow}  nightly  .*m?s$", output);
        Assert.Equal(("", ExitCodes.Passed), (error, code));

        (code, output, _) = await shop.RunAsync($"task wait {shop.FailedTask}");
        Assert.Matches($"^failed      {shop.FailedTask}  resize cat.png  .*m?s  no such cat$", output);
        Assert.Equal(ExitCodes.NotPassed, code);

        Assert.Equal(ExitCodes.Passed, (await shop.RunAsync($"task wait {shop.FailedTask} --for finished")).Code);
        Assert.Equal(ExitCodes.NotPassed, (await shop.RunAsync($"workflow wait {shop.PassedFlow} {shop.FailedFlow}")).Code);
        Assert.Equal(ExitCodes.Passed, (await shop.RunAsync($"workflow wait {shop.FailedFlow} {shop.PassedFlow} --any")).Code);
    }

    [Theory]
    [InlineData("--for stage=0", "passed", ExitCodes.Passed)]
    [InlineData("--for stage=1", "failed", ExitCodes.NotPassed)]
    [InlineData("--for stage=2", "skipped", ExitCodes.Passed)]
    [InlineData("--for stage=3", "error: --for names stage 3, and the workflow '", ExitCodes.Usage)]
    [InlineData("--for stage=x", "error: --for must be passed, finished or stage=N, but is 'stage=x'.", ExitCodes.Usage)]
    [InlineData("--for ever", "error: --for must be passed, finished or stage=N, but is 'ever'.", ExitCodes.Usage)]
    public async Task A_stage_can_be_waited_for(string options, string begins, int code)
    {
        Shop shop = await Shop.OpenAsync();
        (int ended, string output, string error) = await shop.RunAsync($"workflow wait {shop.FailedFlow} {options}");
        Assert.StartsWith(begins, output + error);
        Assert.Equal(code, ended);
    }

    [Fact]
    public async Task A_wait_that_is_too_short_ends_with_a_code_of_its_own_and_leaves_the_task_alone()
    {
        Shop shop = await Shop.OpenAsync();
        string id = (await shop.RunAsync("task list --state pending -o name")).Output;
        (int code, string output, string error) = await shop.RunAsync($"task wait {id} --timeout 200ms");
        Assert.StartsWith($"error TQ1003: The task '{id}' was still pending after 200 ms. No living runner serves queue 'video'", error);
        Assert.Contains("\nStart one: taskue runner start -n NAME -q video --no-untagged --modules FOLDER (FOLDER: a build of Taskue.Cli.Tests)\n", error);
        Assert.Equal(("", ExitCodes.WaitTimedOut), (output, code));
        Assert.Equal(id, (await shop.RunAsync("task list --state pending -o name")).Output);
    }

    [Fact]
    public async Task A_wait_ends_when_the_task_does_and_json_tells_it()
    {
        await using Room room = await Room.OpenAsync("wait-ends");
        await room.StartRunnerAsync();
        string gate = Path.Combine(folder, "gate");
        TaskHandle task = await room.Taskue.EnqueueAsync(() => Work.HoldAsync(gate, CancellationToken.None));
        await using ChildProcess wait = room.Start($"task wait {task.Id} --json");
        await Wait.Eventually(async () => (await room.Taskue.GetTaskAsync(task.Id)).State == TaskState.Running, "the task runs");

        await File.WriteAllTextAsync(gate, "");

        Assert.Equal(ExitCodes.Passed, await wait.WaitForExitAsync());
        JsonElement item = Assert.Single(JsonElement.Parse(wait.Output).GetProperty("items").EnumerateArray());
        Assert.Equal((task.Id, "passed"), (item.GetProperty("id").GetString(), item.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_watch_off_a_terminal_is_a_line_a_transition_and_ends_with_the_workflow()
    {
        await using Room room = await Room.OpenAsync("watch-ends");
        await room.StartRunnerAsync();
        string gate = Path.Combine(folder, "gate");
        WorkflowHandle flow = await room.Taskue.EnqueueAsync(new WorkflowSpec("two steps",
        [
            [TaskSpec.Call(() => Work.HoldAsync(gate, CancellationToken.None)) with { Title = "first" }],
            [TaskSpec.Call(() => Work.Fail("no luck")) with { Title = "second" }],
        ]));
        await using ChildProcess watch = room.Start($"workflow watch {flow.Id}");
        await watch.WaitForLineAsync(line => line.StartsWith("running     stage 0  ") && line.Contains("first"));

        await File.WriteAllTextAsync(gate, "");

        Assert.Equal(ExitCodes.NotPassed, await watch.WaitForExitAsync());
        string[] lines = watch.Output.Split('\n');
        Assert.Equal(lines.Length, lines.Distinct().Count());
        Assert.Contains("running     stage 0  1 task", lines);
        Assert.Contains(lines, line => line.StartsWith("passed      stage 0  ") && line.Contains("first"));
        Assert.Contains(lines, line => line.StartsWith("failed      stage 1  ") && line.EndsWith("no luck"));
        Assert.Matches($"^failed      {flow.Id}  two steps  .*m?s$", lines[^1]);
        Assert.DoesNotContain('\e', watch.Output);
        Assert.Equal("", watch.Error);
    }

    [Theory]
    [InlineData("workflow watch")]
    [InlineData("workflow wait")]
    public async Task An_interrupt_leaves_the_workflow_alone(string verb)
    {
        await using Room room = await Room.OpenAsync("detach-" + verb[^4..].Trim());
        await room.StartRunnerAsync();
        string gate = Path.Combine(folder, "gate");
        WorkflowHandle flow = await room.Taskue.EnqueueAsync(new WorkflowSpec("goes on", [[TaskSpec.Call(() => Work.HoldAsync(gate, CancellationToken.None))]]));
        await Wait.Eventually(async () => (await room.Taskue.GetWorkflowAsync(flow.Id)).State == WorkflowState.Running, "it runs");
        await using ChildProcess watch = room.Start($"{verb} {flow.Id} -v");
        await watch.WaitForLineAsync(line => line.StartsWith(verb == "workflow watch" ? "running     stage 0" : "working in namespace detach-"));

        await watch.SignalAsync(ProcessSignal.Interrupt);

        Assert.Equal(ExitCodes.Interrupted, await watch.WaitForExitAsync());
        Assert.EndsWith(verb == "workflow watch" ? $"detached; it goes on. Come back: taskue workflow watch {flow.Id}" : "", watch.Error);
        Assert.Equal(WorkflowState.Running, (await room.Taskue.GetWorkflowAsync(flow.Id)).State);
        await File.WriteAllTextAsync(gate, "");
        await flow.WaitAsync(Wait.DefaultLimit);
    }

    [Fact]
    public async Task A_watch_on_a_terminal_draws_the_workflow_and_repaints_only_what_changes()
    {
        Shop shop = await Shop.OpenAsync();
        await using Room room = await Room.OpenAsync("watch-terminal");
        await room.StartRunnerAsync();
        string gate = Path.Combine(folder, "gate");
        WorkflowHandle flow = await room.Taskue.EnqueueAsync(new WorkflowSpec("drawn",
        [
            [TaskSpec.Call(() => Work.HoldAsync(gate, CancellationToken.None)) with { Title = "held back" }],
            [TaskSpec.Call(() => Work.Send(1, TaskContext.Current)) with { Title = "after it" }],
        ]));
        string dll = Path.Combine(AppContext.BaseDirectory, "Taskue.Cli.dll");
        await using ChildProcess terminal = ChildProcess.Start("script",
            ["-qec", $"stty cols 80 rows 24; exec dotnet {dll} workflow watch {flow.Id} --namespace watch-terminal", Path.Combine(folder, "typescript")],
            new Dictionary<string, string?> { ["TASKUE_REDIS"] = shop.Redis, ["TASKUE_CONFIG"] = "/nowhere", ["TERM"] = "xterm-256color", ["LANG"] = "C.UTF-8" });
        await terminal.WaitForLineAsync(line => line.Contains("running") && line.Contains("held back"));

        await File.WriteAllTextAsync(gate, "");

        Assert.Equal(ExitCodes.Passed, await terminal.WaitForExitAsync());
        string output = terminal.Output;
        Assert.Contains("\e[?25l", output);
        Assert.Contains("\e[?25h", output);
        Assert.Contains("○ pending  \e[0mstage 1  \e[90m1 task", output);
        Assert.Contains("✓ passed   \e[0mstage 1  \e[90m1 passed", output);
        Assert.Single(output.Split('\n'), line => line.Contains("drawn"));
        Assert.Contains("✓ passed\e[0m in ", output);
        Assert.DoesNotContain("after it", output.Split("✓ passed   \e[0mstage 1")[^1]);
    }
}
