using System.Text.Json;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

/// <summary><c>taskue task logs</c> and <c>taskue workflow logs</c>.</summary>
public sealed class LogTests
{
    private const string Whole = "printed by one\nwarn  careful, one\nwarn  and a second line\ninfo  red \uFFFD bell\ncomplaint of one";

    [Theory]
    [InlineData("", Whole)]
    [InlineData("--grep c[ao][rm]", "warn  careful, one\nwarn  and a second line\ncomplaint of one")]
    [InlineData("--level warn", "warn  careful, one\nwarn  and a second line\ncomplaint of one")]
    [InlineData("--source error", "complaint of one")]
    [InlineData("--tail 1", "complaint of one")]
    [InlineData("--tail 2 --raw", "\e[31mred\e[0m \a bell\ncomplaint of one")]
    [InlineData("--attempt 2", "")]
    [InlineData("--until 1h", "")]
    [InlineData("--since 1h -f", Whole)]
    public async Task A_log_is_printed_in_order_and_can_be_narrowed(string options, string expected)
    {
        (Room room, string task, _) = await TalkedAsync();
        (int code, string output, string error) = await room.RunAsync($"task logs {task} {options}");
        Assert.Equal((expected, "", ExitCodes.Passed), (output, error, code));
    }

    [Fact]
    public async Task Timestamps_are_exact_and_json_lines_have_every_field()
    {
        (Room room, string task, _) = await TalkedAsync();
        (_, string output, _) = await room.RunAsync($"task logs {task} --tail 1 --timestamps --utc");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z complaint of one$", output);

        (_, output, _) = await room.RunAsync($"task logs {task} -o jsonl");
        JsonElement[] lines = [.. output.Split('\n').Select(line => JsonElement.Parse(line))];
        Assert.Equal(["output", "logger", "logger", "error"], lines.Select(line => line.GetProperty("source").GetString()));
        Assert.Equal(["info", "warn", "info", "error"], lines.Select(line => line.GetProperty("level").GetString()));
        Assert.All(lines, line => Assert.Equal((task, 1), (line.GetProperty("task").GetString(), line.GetProperty("start").GetInt32())));

        (_, output, _) = await room.RunAsync($"task logs {task} --json");
        Assert.Equal(4, JsonElement.Parse(output).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task The_log_of_a_workflow_says_whose_each_line_is()
    {
        (Room room, _, string flow) = await TalkedAsync();
        (int code, string output, _) = await room.RunAsync($"workflow logs {flow} --source output");
        Assert.Equal(("[first] printed by first\n[second] printed by second", ExitCodes.Passed), (output, code));
        Assert.Equal(output, (await room.RunAsync($"task logs {flow} --source output")).Output);
        Assert.Equal("printed by first\nprinted by second", (await room.RunAsync($"workflow logs {flow} --source output --no-prefix")).Output);
        Assert.Equal("[second] printed by second", (await room.RunAsync($"workflow logs {flow} --source output --failed")).Output);
        Assert.Equal(ExitCodes.NotPassed, (await room.RunAsync($"workflow logs {flow} -f")).Code);
    }

    [Fact]
    public async Task A_follower_waits_for_a_task_that_has_not_started_and_ends_with_it()
    {
        await using Room room = await Room.OpenAsync("logs-follow");
        TaskHandle task = await room.Taskue.EnqueueAsync(() => Work.TalkAndFail("late", null!));
        await using ChildProcess follower = room.Start("task", "logs", "-f", task.Id, "--source", "output");
        await room.StartRunnerAsync();

        Assert.Equal(ExitCodes.NotPassed, await follower.WaitForExitAsync());
        Assert.Equal("printed by late", follower.Output.TrimEnd());
    }

    [Fact]
    public async Task Ctrl_C_leaves_the_task_alone()
    {
        await using Room room = await Room.OpenAsync("logs-interrupt");
        TaskHandle task = await room.Taskue.EnqueueAsync(() => Work.Talk("never", null!));
        await using ChildProcess follower = room.Start("task", "logs", "-f", task.Id, "-v");
        await follower.WaitForLineAsync(line => line.StartsWith("working in ", StringComparison.Ordinal));
        await follower.SignalAsync(ProcessSignal.Interrupt);

        Assert.Equal(ExitCodes.Interrupted, await follower.WaitForExitAsync());
        Assert.Equal(TaskState.Pending, (await room.Taskue.GetTaskAsync(task.Id)).State);
    }

    [Theory]
    [InlineData("task logs 00000000000000000000zz", ExitCodes.NotFound, "error TQ1001: ")]
    [InlineData("task logs @latest --grep (", ExitCodes.Usage, "error: --grep takes a regular expression, and '(' is none: ")]
    [InlineData("task logs @latest --tail -1", ExitCodes.Usage, "error: --tail must be 0 to 1000000, but is -1.")]
    [InlineData("task logs @latest --level loud", ExitCodes.Usage, "error: Argument 'loud' is none of trace, debug, info, warn, error, crit.")]
    [InlineData("task logs @latest --failed", ExitCodes.Usage, "error: --failed is for the log of a workflow")]
    [InlineData("task logs @latest --failed -f", ExitCodes.Usage, "error: --failed is not for --follow")]
    [InlineData("task logs @latest -o name --redis localhost:1", ExitCodes.Usage, "error: A line of a log has no name")]
    [InlineData("task logs @latest -o name", ExitCodes.Usage, "error: A line of a log has no name")]
    public async Task What_cannot_be_is_told(string line, int code, string error)
    {
        (Room room, _, _) = await TalkedAsync();
        (int ended, string output, string shown) = await room.RunAsync(line);
        Assert.StartsWith(error, shown);
        Assert.Equal(("", code), (output, ended));
    }

    private static readonly Lazy<Task<(Room, string, string)>> Talked = new(TalkAsync);

    private static Task<(Room Room, string Task, string Flow)> TalkedAsync() => Talked.Value;

    private static async Task<(Room, string, string)> TalkAsync()
    {
        Room room = await Room.OpenAsync("logs");
        await room.StartRunnerAsync(concurrency: 1);
        WorkflowHandle flow = await room.Taskue.EnqueueAsync(new WorkflowSpec("talk",
        [
            [TaskSpec.Call(() => Work.Talk("first", null!)) with { Title = "first" }],
            [TaskSpec.Call(() => Work.TalkAndFail("second", null!)) with { Title = "second" }],
        ]));
        await flow.WaitAsync(Wait.DefaultLimit);
        TaskHandle task = await room.Taskue.EnqueueAsync(() => Work.Talk("one", null!));
        await task.WaitAsync(Wait.DefaultLimit);
        return (room, task.Id, flow.Id);
    }
}
