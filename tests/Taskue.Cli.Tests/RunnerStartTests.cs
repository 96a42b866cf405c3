using Taskue.Cli.Demo.Work;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

public sealed class RunnerStartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("taskue-cli-tests-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(ProcessSignal.Terminate)]
    [InlineData(ProcessSignal.Interrupt)]
    public async Task A_signal_lets_the_running_task_end_and_then_stops_the_runner(ProcessSignal signal)
    {
        await using TaskueClient taskue = await ClientAsync($"signal-{signal}");
        await using ChildProcess runner = await StartAsync(taskue, "-n", "one", "-q", "mail", "-q", "images", "--concurrency", "3", "--timeout", "10m");
        RunnerInfo info = Assert.Single(await taskue.ListRunnersAsync());
        Assert.Equal(("one", 3), (info.Name, info.Concurrency));
        Assert.Equal(["default", "images", "mail"], info.Queues.Order());
        (TaskHandle<FileCount> task, string pipe) = await RunPipeTaskAsync(taskue);

        await runner.SignalAsync(signal);
        await runner.WaitForLineAsync(line => line == "stopping");
        await File.WriteAllTextAsync(pipe, "two words\n");

        Assert.Equal(ExitCodes.Passed, await runner.WaitForExitAsync());
        Assert.Equal("", runner.Output);
        Assert.Equal(["started runner one in namespace " + taskue.Namespace, "stopping", "stopped"], runner.Lines.Select(line => line.Text));
        TaskInfo<FileCount> ended = await task.WaitAsync(Wait.DefaultLimit);
        Assert.Equal(TaskState.Passed, ended.State);
        Assert.Equal((1, 2, 10), (ended.Result.Lines, ended.Result.Words, ended.Result.Bytes));
    }

    [Fact]
    public async Task A_second_signal_hands_the_running_task_back_at_once()
    {
        await using TaskueClient taskue = await ClientAsync("second-signal");
        await using ChildProcess runner = await StartAsync(taskue);
        (TaskHandle<FileCount> task, string pipe) = await RunPipeTaskAsync(taskue);

        await runner.SignalAsync(ProcessSignal.Interrupt);
        await runner.WaitForLineAsync(line => line == "stopping");
        await runner.SignalAsync(ProcessSignal.Interrupt);

        Assert.Equal(ExitCodes.Interrupted, await runner.WaitForExitAsync());
        TaskInfo info = await taskue.GetTaskAsync(task.Id);
        Assert.Equal(TaskState.Pending, info.State);
        Assert.Equal("handed_back", Assert.Single(info.EarlierAttempts).Outcome);
        Assert.True(File.Exists(pipe));
    }

    [Fact]
    public async Task The_end_of_standard_input_stops_a_runner_that_was_told_so()
    {
        await using TaskueClient taskue = await ClientAsync("stdin");
        await using ChildProcess runner = await StartAsync(taskue, "--exit-with-stdin");

        runner.EndInput();

        Assert.Equal(ExitCodes.Passed, await runner.WaitForExitAsync());
        Assert.Equal(RunnerState.Stopped, Assert.Single(await taskue.ListRunnersAsync()).State);
    }

    [Fact]
    public async Task A_second_living_runner_of_a_name_is_refused()
    {
        await using TaskueClient taskue = await ClientAsync("second-of-a-name");
        await using ChildProcess first = await StartAsync(taskue, "-n", "same");
        await using ChildProcess second = await StartOnlyAsync(taskue, "-n", "same");

        Assert.Equal(ExitCodes.Refused, await second.WaitForExitAsync());
        Assert.Contains("error TQ1006: A living runner of namespace 'second-of-a-name' has the name 'same'. Give this one another name, or stop that one.", second.Error);
        await first.SignalAsync(ProcessSignal.Terminate);
        Assert.Equal(ExitCodes.Passed, await first.WaitForExitAsync());
    }

    [Fact]
    public async Task A_runner_that_was_frozen_and_has_lost_its_name_ends_with_a_code_of_its_own()
    {
        await using TaskueClient taskue = await ClientAsync("frozen");
        // One that lives on: where nobody's heartbeat is heard, everybody gets a grace.
        await using ChildProcess witness = await StartAsync(taskue, "-n", "witness");
        await using ChildProcess frozen = await StartAsync(taskue, "-n", "same");
        await frozen.SignalAsync(ProcessSignal.Stop);
        await using ChildProcess other = await StartOnlyAsync(taskue, "-n", "same");
        await other.WaitForLineAsync(line => line.StartsWith("started "));

        await frozen.SignalAsync(ProcessSignal.Continue);

        Assert.Equal(ExitCodes.RunnerLost, await frozen.WaitForExitAsync());
        Assert.Contains("error TQ1007: Runner 'same' was declared dead", frozen.Error);
        await other.SignalAsync(ProcessSignal.Terminate);
        Assert.Equal(ExitCodes.Passed, await other.WaitForExitAsync());
    }

    [Fact]
    public async Task A_folder_of_modules_is_run_from()
    {
        await using TaskueClient taskue = await ClientAsync("modules");
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string module = Path.GetFullPath(Path.Combine(here, "../../../../Modules/Jobs.V1/bin", Path.GetFileName(Path.GetDirectoryName(here)!), Path.GetFileName(here)));
        await using ChildProcess runner = Cli.Start(
            ["runner", "start", "-n", "one", "--namespace", taskue.Namespace, "--modules", module], await TestServers.ConnectionStringAsync(ServerKind.Redis));
        await runner.WaitForLineAsync(line => line.StartsWith("started "));

        RunnerInfo info = Assert.Single(await taskue.ListRunnersAsync());
        Assert.DoesNotContain("Taskue.Cli:*", info.Runs);
        Assert.Subset(info.Runs.ToHashSet(), new HashSet<string> { "jobs.paint@1", "Jobs:*" });
        Assert.Equal(true, info.CanRun("@jobs.paint@1"));
        await runner.SignalAsync(ProcessSignal.Terminate);
        Assert.Equal(ExitCodes.Passed, await runner.WaitForExitAsync());
    }

    [Fact]
    public async Task Too_many_tasks_that_ignore_their_timeout_end_the_runner_with_a_code_of_its_own()
    {
        await using TaskueClient taskue = await ClientAsync("stuck");
        await using ChildProcess runner = await StartAsync(taskue, "-n", "one", "--max-stuck", "1");
        await Cli.MakePipeAsync(Path.Combine(folder, "pipe")); // opening it blocks, whatever the token says
        TaskHandle<FileCount> deaf = await taskue.EnqueueAsync(
            TaskSpec.Call(() => DemoTasks.CountAsync(folder, "pipe", CancellationToken.None)) with { Timeout = TimeSpan.FromMilliseconds(200) });

        Assert.Equal(ExitCodes.RunnerStuck, await runner.WaitForExitAsync());
        Assert.Contains(runner.Lines, line => line.Text.StartsWith("error TQ1014: Runner 'one' has ended: 1 of its tasks", StringComparison.Ordinal) && line.Text.Contains("--max-stuck", StringComparison.Ordinal));
        Assert.Equal(TaskState.TimedOut, (await deaf.WaitAsync(Wait.DefaultLimit)).State);
        Assert.Equal(RunnerState.Stopped, Assert.Single(await taskue.ListRunnersAsync()).State);
    }

    [Fact]
    public async Task A_folder_of_modules_that_is_not_there_is_wrong_usage()
    {
        await using ChildProcess runner = Cli.Start(["runner", "start", "--modules", "/nowhere/at/all", "--redis", "localhost:1"]);

        Assert.Equal(ExitCodes.Usage, await runner.WaitForExitAsync());
        Assert.Equal("error: --modules: the folder '/nowhere/at/all' is not there. Make it, or correct the path.", Assert.Single(runner.Lines).Text);
    }

    [Fact]
    public async Task A_runner_waits_for_a_redis_that_is_away_and_says_why_without_the_password()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new RedisServerOptions { Password = "hunter2" });
        await server.KillAsync();
        await using ChildProcess runner = Cli.Start(["runner", "start", "-n", "one", "-v", "--allow-shell"], redis: server.ConnectionString + ",connectTimeout=500");
        await runner.WaitForLineAsync(line => line.Contains("Runner one has no usable Redis", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
        Assert.Contains("Redis cannot be reached", runner.Error);

        await server.RestartAsync();
        await runner.WaitForLineAsync(line => line.StartsWith("started runner one", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
        await runner.SignalAsync(ProcessSignal.Terminate);
        Assert.Equal(ExitCodes.Passed, await runner.WaitForExitAsync(TimeSpan.FromMinutes(1)));
        Assert.DoesNotContain("hunter2", runner.Error);
        Assert.Equal("", runner.Output);
    }

    [Fact]
    public async Task A_runner_that_waits_for_redis_is_stopped_by_a_signal()
    {
        await using ChildProcess runner = Cli.Start(["runner", "start", "-n", "one", "--allow-shell"], redis: "127.0.0.1:1,connectTimeout=500");
        await runner.WaitForLineAsync(line => line.Contains("Runner one has no usable Redis", StringComparison.Ordinal), TimeSpan.FromMinutes(1));

        await runner.SignalAsync(ProcessSignal.Terminate);

        Assert.Equal(ExitCodes.Passed, await runner.WaitForExitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("stopped before it had started", runner.Error);
    }

    [Fact]
    public async Task A_connection_string_that_cannot_be_read_is_wrong_usage()
    {
        await using ChildProcess runner = Cli.Start(["runner", "start", "--allow-shell", "--redis", "localhost,colour=blue"]);

        Assert.Equal(ExitCodes.Usage, await runner.WaitForExitAsync());
        Assert.StartsWith("error: --redis cannot be read: ", Assert.Single(runner.Lines).Text);
    }

    [Fact]
    public async Task Methods_run_in_child_processes_and_commands_where_they_are_allowed()
    {
        await using TaskueClient taskue = await ClientAsync("isolated");
        await using ChildProcess runner = await StartAsync(taskue, "--isolation", "process", "--memory-limit", "512", "--cpu-limit", "1m", "--allow-shell");
        await File.WriteAllTextAsync(Path.Combine(folder, "words"), "two words\n");
        TaskHandle<FileCount> counted = await taskue.EnqueueAsync(() => DemoTasks.CountAsync(folder, "words", CancellationToken.None));
        Assert.Equal(2, (await counted.WaitForResultAsync(Wait.DefaultLimit)).Words);
        string here = Path.Combine(folder, "children");
        // Threads come and go: not each file that the shell has found can be read.
        Assert.Equal(0, await (await taskue.EnqueueAsync(TaskSpec.Shell($"cat /proc/$PPID/task/*/children >{here} 2>/dev/null; true")))
            .WaitForResultAsync(Wait.DefaultLimit));
        string[] children = (await File.ReadAllTextAsync(here)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(children, id => File.Exists($"/proc/{id}/cmdline") && File.ReadAllText($"/proc/{id}/cmdline").Contains("--isolation", StringComparison.Ordinal));
        TaskInfo<int> failed = await (await taskue.EnqueueAsync(TaskSpec.Shell("exit 7"))).WaitAsync(Wait.DefaultLimit);
        Assert.Equal((TaskState.Failed, 7), (failed.State, failed.ExitCode));
    }

    [Fact]
    public async Task Isolation_is_none_or_process_and_limits_have_a_least()
    {
        (int code, _, string error) = await Cli.RunAsync("runner", "start", "--isolation", "container");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("container", error);
        (code, _, error) = await Cli.RunAsync("runner", "start", "--memory-limit", "1");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("--memory-limit must be 32 MiB", error);
    }

    private static async Task<TaskueClient> ClientAsync(string @namespace) => await TaskueClient.ConnectAsync(
        await TestServers.ConnectionStringAsync(ServerKind.Redis), new TaskueOptions { Namespace = @namespace });

    private static async Task<ChildProcess> StartOnlyAsync(TaskueClient taskue, params string[] arguments) => Cli.Start(
        ["runner", "start", "--allow", "Taskue.Cli", "--namespace", taskue.Namespace, .. arguments], await TestServers.ConnectionStringAsync(ServerKind.Redis));

    private static async Task<ChildProcess> StartAsync(TaskueClient taskue, params string[] arguments)
    {
        ChildProcess runner = await StartOnlyAsync(taskue, arguments);
        await runner.WaitForLineAsync(line => line.StartsWith("started "));
        return runner;
    }

    /// <summary>A task that runs until something is written to a pipe.</summary>
    private async Task<(TaskHandle<FileCount> Task, string Pipe)> RunPipeTaskAsync(TaskueClient taskue)
    {
        await Cli.MakePipeAsync(Path.Combine(folder, "pipe"));
        TaskHandle<FileCount> task = await taskue.EnqueueAsync(() => DemoTasks.CountAsync(folder, "pipe", CancellationToken.None));
        await Wait.Eventually(async () => (await taskue.GetTaskAsync(task.Id)).State == TaskState.Running, "the task runs");
        return (task, Path.Combine(folder, "pipe"));
    }
}
