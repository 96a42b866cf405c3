using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

/// <summary><c>taskue task run</c>: a command elsewhere, as if it ran here.</summary>
public sealed class TaskRunTests
{
    [Fact]
    public async Task Its_streams_and_its_exit_code_are_those_of_the_command()
    {
        await using Room room = await Room.OpenAsync("run");
        await room.StartRunnerAsync(allowShell: true);
        (int code, string output, string error) = await room.RunAsync("task", "run", "--title", "noise", "--", "echo out; echo err >&2; exit 3");
        Assert.Equal(("out", "err", 3), (output, error, code));
        TaskInfo task = Assert.Single(await room.Taskue.ListTasksAsync());
        Assert.Equal(("noise", TaskState.Failed, 3), (task.Title, task.State, task.ExitCode));

        (code, output, _) = await room.RunAsync("task", "run", "--env", "GREETING=hello there", "--workdir", "/", "--", "/bin/sh", "-c", "echo \"$GREETING in $PWD, $1\"", "sh", "a  b");
        Assert.Equal(("hello there in /, a  b", ExitCodes.Passed), (output, code));
    }

    [Fact]
    public async Task A_command_that_cannot_be_started_is_told()
    {
        await using Room room = await Room.OpenAsync("run-none");
        await room.StartRunnerAsync(allowShell: true);
        (int code, string output, string error) = await room.RunAsync("task", "run", "--", "no-such-program", "x");
        Assert.StartsWith("errored: There is no program 'no-such-program'", error);
        Assert.Equal(("", ExitCodes.NotPassed), (output, code));
    }

    [Fact]
    public async Task Without_a_runner_for_it_that_is_said_and_the_wait_can_end()
    {
        await using Room room = await Room.OpenAsync("run-nobody");
        await room.StartRunnerAsync();
        (int code, string output, string error) = await room.RunAsync("task", "run", "--tag", "linux", "--wait-timeout", "500ms", "--", "true");
        TaskInfo task = Assert.Single(await room.Taskue.ListTasksAsync());
        Assert.Equal(
            $"waiting: No living runner serves queue 'linux' (1 other runner lives). 1 task waits in it.\nStart one: taskue runner start -n NAME -q linux --no-untagged --allow-shell\ndetached; it goes on. Come back: taskue task logs -f {task.Id}", error);
        Assert.Equal(("", ExitCodes.WaitTimedOut, TaskState.Pending), (output, code, task.State));
    }

    [Fact]
    public async Task Detached_it_prints_the_id()
    {
        await using Room room = await Room.OpenAsync("run-detached");
        (int code, string output, string error) = await room.RunAsync("task", "run", "--detach", "--", "true");
        Assert.Equal(("", ExitCodes.Passed), (error, code));
        Assert.Equal("true", (await room.Taskue.GetTaskAsync(output)).Title);
    }

    [Theory]
    [InlineData("error: --env takes NAME=VALUE, and not 'X'.", "task", "run", "--env", "X", "--", "true")]
    [InlineData("error: The variable 'TASKUE_X' is the runner's to set", "task", "run", "--env", "TASKUE_X=1", "--", "true")]
    [InlineData("error: Required argument 'COMMAND' missing for command", "task", "run")]
    public async Task Wrong_words_store_nothing(string error, params string[] words)
    {
        await using Room room = await Room.OpenAsync("run-wrong");
        (int code, string output, string shown) = await room.RunAsync(words);
        Assert.StartsWith(error, shown);
        Assert.Equal(("", ExitCodes.Usage), (output, code));
        Assert.Empty(await room.Taskue.ListTasksAsync());
    }
}
