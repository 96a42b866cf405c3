using Taskue.RunnerTests;
using Taskue.TestSupport;

namespace Taskue.IsolationTests;

/// <summary>Commands of the runner's machine.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ShellTests : IsolationTest
{
    private Task<TaskueRunner> StartShellAsync(Action<RunnerOptions>? set = null) => StartAsync(options =>
    {
        options.AllowShell = true;
        set?.Invoke(options);
    });

    [Fact]
    public async Task Exit_code_0_passes_with_the_result_0()
    {
        await StartShellAsync();
        TaskInfo<int> done = await (await Client.EnqueueAsync(TaskSpec.Shell("true"))).WaitAsync(Patience);
        Assert.Equal((TaskState.Passed, 0, 0, "true"), (done.State, done.Result, done.ExitCode, done.Title));
    }

    [Fact]
    public async Task Another_exit_code_fails_is_tried_again_and_stays_readable()
    {
        await StartShellAsync();
        TaskInfo<int> done = await (await Client.EnqueueAsync(TaskSpec.Shell("echo wrong >&2; exit 3") with { Retries = 1 })).WaitAsync(Patience);
        Assert.Equal((TaskState.Failed, "exit", ErrorCodes.ShellFailed, 3, 2), (done.State, done.Reason, done.Error!.Type, done.ExitCode, done.Attempts));
        Assert.Equal("The command exited with code 3. It said last: wrong", done.Error.Message);
        Assert.Throws<TaskFailedException>(() => done.Result);
    }

    [Fact]
    public async Task A_command_that_a_signal_ends_fails_with_128_and_its_number()
    {
        await StartShellAsync();
        TaskInfo<int> done = await (await Client.EnqueueAsync(TaskSpec.Shell("kill -SEGV $$"))).WaitAsync(Patience);
        Assert.Equal((TaskState.Failed, 139), (done.State, done.ExitCode));
        Assert.Contains("signal 11 (SIGSEGV)", done.Error!.Message);
    }

    [Fact]
    public async Task A_program_gets_its_arguments_as_they_are()
    {
        await StartShellAsync();
        string file = File("arguments");
        TaskSpec<int> spec = TaskSpec.Shell("sh", ["-c", "for one; do printf '%s\n' \"$one\"; done > \"$0\"", file, "a b", "$HOME", "", "ü'\""]);
        Assert.Equal(0, await (await Client.EnqueueAsync(spec)).WaitForResultAsync(Patience));
        Assert.Equal(["a b", "$HOME", "", "ü'\""], await System.IO.File.ReadAllLinesAsync(file));
    }

    [Fact]
    public async Task A_command_knows_its_task_and_its_variables_and_nothing_of_the_runners_own()
    {
        Environment.SetEnvironmentVariable("TASKUE_REDIS", "redis.example.org,password=secret");
        Environment.SetEnvironmentVariable("SHELL_TEST_INHERITED", "inherited");
        try
        {
            await StartShellAsync(options => options.Name = "one");
            string file = File("environment");
            TaskHandle<int> handle = await Client.EnqueueAsync(TaskSpec.Shell(new ShellCommand($"env > {file}; pwd >> {file}; cat >> {file}")
            {
                WorkingFolder = Folder,
                Environment = new Dictionary<string, string> { ["OWN"] = "a value = with all" },
            }) with { Title = "a title" });
            Assert.Equal(0, await handle.WaitForResultAsync(Patience));
            string[] lines = await System.IO.File.ReadAllLinesAsync(file);
            foreach (string line in (string[])
                [
                    $"TASKUE_TASK_ID={handle.Id}", "TASKUE_TITLE=a title", "TASKUE_QUEUE=default", "TASKUE_RUNNER=one", "TASKUE_ATTEMPT=1", "TASKUE_STARTS=1",
                    "OWN=a value = with all", "SHELL_TEST_INHERITED=inherited",
                ])
            {
                Assert.Contains(line, lines);
            }

            Assert.Equal(Folder, lines[^1]); // and standard input was empty
            Assert.DoesNotContain(lines, line => line.Contains("secret", StringComparison.Ordinal) || line.StartsWith("TASKUE_WORKFLOW_ID", StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TASKUE_REDIS", null);
        }
    }

    [Fact]
    public async Task A_command_of_a_workflow_knows_its_workflow_and_stage_and_fails_it()
    {
        await StartShellAsync();
        string file = File("stage");
        WorkflowHandle run = await Client.EnqueueAsync(new WorkflowSpec("shells",
            [[TaskSpec.Shell("true")], [TaskSpec.Shell($"echo $TASKUE_WORKFLOW_ID $TASKUE_STAGE > {file}; exit 1")]]));
        WorkflowInfo done = await run.WaitAsync(Patience);
        Assert.Equal(WorkflowState.Failed, done.State);
        Assert.Equal($"{run.Id} 1\n", await System.IO.File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Another_interpreter_runs_the_script()
    {
        await StartShellAsync();
        Assert.Equal(0, await (await Client.EnqueueAsync(TaskSpec.Shell(new ShellCommand("set -o pipefail; [[ $BASH_VERSION ]] && ! false | true") { Interpreter = "bash" })))
            .WaitForResultAsync(Patience));
    }

    [Fact]
    public async Task A_pipe_that_is_closed_early_ends_who_writes_to_it()
    {
        await StartShellAsync();
        Assert.Equal(0, await (await Client.EnqueueAsync(TaskSpec.Shell("yes | head -n 1 > /dev/null"))).WaitForResultAsync(Patience));
    }

    [Fact]
    public async Task What_cannot_be_started_is_errored_and_says_why()
    {
        await StartShellAsync();
        string plain = File("plain"), garbage = File("garbage");
        await System.IO.File.WriteAllTextAsync(plain, "x");
        await System.IO.File.WriteAllBytesAsync(garbage, [1, 2, 3, 4]);
        System.IO.File.SetUnixFileMode(garbage, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await ErroredAsync(TaskSpec.Shell("no-such-program", []), "There is no program 'no-such-program' in the PATH");
        await ErroredAsync(TaskSpec.Shell("/no/such/program", []), "There is no program '/no/such/program'");
        await ErroredAsync(TaskSpec.Shell(plain, []), "is not executable");
        await ErroredAsync(TaskSpec.Shell(Folder, []), "is a folder");
        await ErroredAsync(TaskSpec.Shell(garbage, []), "a script needs a first line");
        await ErroredAsync(TaskSpec.Shell(new ShellCommand("true") { WorkingFolder = "/no/such/folder" }), "There is no folder '/no/such/folder'");
        await ErroredAsync(TaskSpec.Shell(new ShellCommand("true") { Interpreter = "no-such-shell" }), "There is no program 'no-such-shell'");
    }

    [Fact]
    public async Task A_command_that_ends_at_the_signal_of_its_timeout_has_timed_out()
    {
        await StartShellAsync(options => options.TimeoutGrace = TimeSpan.FromSeconds(20));
        string file = File("term");
        TaskHandle handle = await Client.EnqueueAsync(
            TaskSpec.Shell($"trap 'echo terminated > {file}; exit 0' TERM; sleep 1000 & wait") with { Timeout = TimeSpan.FromSeconds(2) });
        Assert.Equal(TaskState.TimedOut, (await handle.WaitAsync(Patience)).State);
        Assert.Equal("terminated\n", await System.IO.File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_command_that_ignores_it_is_ended_with_all_that_it_started()
    {
        await StartShellAsync();
        string script = $"trap '' TERM; sleep 1000 & echo $! > {File("group")}; (setsid sh -c 'echo $$ > {File("session")}; exec sleep 1000' &); echo $$ > {File("shell")}; wait";
        TaskHandle handle = await Client.EnqueueAsync(TaskSpec.Shell(script) with { Timeout = TimeSpan.FromSeconds(3) });
        int[] started = [await NumberAsync("group"), await NumberAsync("session"), await NumberAsync("shell")];
        Assert.Equal(TaskState.TimedOut, (await handle.WaitAsync(Patience)).State);
        foreach (int one in started)
        {
            await GoneAsync(one);
        }
    }

    [Fact]
    public async Task What_a_command_leaves_behind_neither_holds_it_up_nor_stays()
    {
        await StartShellAsync();
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Shell($"sleep 1000 & echo $! > {File("left")}"))).WaitAsync(Patience);
        Assert.Equal(TaskState.Passed, done.State);
        await GoneAsync(await NumberAsync("left"));
    }

    [Fact]
    public async Task A_flood_of_output_and_bytes_that_are_no_text_do_no_harm()
    {
        await StartShellAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Shell("head -c 60000000 /dev/urandom; head -c 60000000 /dev/zero >&2; exit 4")))
            .WaitAsync(Patience);
        Assert.Equal((TaskState.Failed, 4), (done.State, done.ExitCode));
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 20_000_000);
    }

    [Fact]
    public async Task A_runner_without_leave_holds_a_shell_task_for_one_that_has_it()
    {
        await StartAsync(options => options.Name = "without");
        TaskHandle<int> handle = await Client.EnqueueAsync(TaskSpec.Shell("true"));
        await Wait.Eventually(async () => (await Client.GetTaskAsync(handle.Id)).Reason == "held", "it is held");
        TaskInfo held = await Client.GetTaskAsync(handle.Id);
        Assert.Contains("--allow-shell", held.EarlierAttempts[0].Error!.Message);
        await StartShellAsync(options => options.Name = "with");
        TaskInfo done = await handle.WaitAsync(Patience);
        Assert.Equal((TaskState.Passed, "with", 1), (done.State, done.RunnerName, done.Attempts));
    }

    [Fact]
    public async Task Limits_hold_for_commands_too()
    {
        await StartShellAsync(options => options.Children.TaskProcessorTime = TimeSpan.FromSeconds(1));
        TaskInfo done = await (await Client.EnqueueAsync(TaskSpec.Shell("while :; do :; done"))).WaitAsync(Patience);
        Assert.Equal((TaskState.Failed, 152), (done.State, done.ExitCode)); // SIGXCPU
    }

    private async Task ErroredAsync(TaskSpec spec, string why)
    {
        TaskInfo done = await (await Client.EnqueueAsync(spec with { Retries = 2 })).WaitAsync(Patience);
        Assert.Equal((TaskState.Errored, "shell", ErrorCodes.ShellUnusable, 1L), (done.State, done.Reason, done.Error!.Type, done.Starts));
        Assert.Contains(why, done.Error.Message);
        Assert.Null(done.ExitCode);
    }
}
