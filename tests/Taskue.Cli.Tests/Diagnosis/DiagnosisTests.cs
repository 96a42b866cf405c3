using System.Text.Json;
using Taskue.TestSupport;

namespace Taskue.Cli.Tests.Diagnosis;

/// <summary>What someone on call types, on the real program and a real server.</summary>
public sealed class DiagnosisTests
{
    private readonly string space = "cli-" + TaskId.New();

    [Fact]
    public async Task Why_says_the_reason_the_numbers_and_the_next_step()
    {
        await using TaskueClient client = await ClientAsync();
        TaskHandle task = await client.EnqueueAsync(TaskSpec.Call(() => Work.Fail("x")) with { Tag = "gpu", Title = "resize" });

        (int code, string output, string error) = await RunAsync("why", task.Id[..16]);
        Assert.Equal((ExitCodes.Passed, ""), (code, error));
        Assert.Matches(
            $"""
            ^Task:   {task.Id}
            Title:  resize
            Reason: no_runner
            Why:    No living runner serves queue 'gpu'. 1 task waits in it.
            Next:   Start one: taskue runner start -n NAME -q gpu --no-untagged --modules FOLDER \(FOLDER: a build of Taskue.Cli.Tests\)
            Next:   See which runner serves which queue: taskue runner list

            Numbers
              state: +pending
              queue: +gpu
            """.ReplaceLineEndings("\n"), output);

        (code, output, _) = await RunAsync("why", "@latest", "-o", "json");
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal(ExitCodes.Passed, code);
        Assert.Equal(1, json.RootElement.GetProperty("version").GetInt32());
        Assert.Equal(("no_runner", task.Id), (json.RootElement.GetProperty("code").GetString(), json.RootElement.GetProperty("id").GetString()));
        Assert.Equal("gpu", json.RootElement.GetProperty("details").GetProperty("queue").GetString());

        (code, output, _) = await RunAsync("why", TaskId.New(), "-o", "name");
        Assert.Equal((ExitCodes.NotFound, "not_found"), (code, output.Trim()));
        (code, output, error) = await RunAsync("why", "zzzz");
        Assert.Equal((ExitCodes.NotFound, ""), (code, output));
        Assert.StartsWith("error TQ1001: ", error);
        (code, _, error) = await RunAsync("why", "hello!");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("no beginning of one", error);
    }

    [Fact]
    public async Task Doctor_gives_a_verdict_and_a_remedy_each_and_fails_where_something_does()
    {
        (int code, string output, string error) = await RunAsync("doctor");
        Assert.Equal((ExitCodes.Passed, ""), (code, error));
        Assert.Matches(@"(?m)^ok       server +Redis 7\.", output);
        Assert.Matches(@"(?m)^warn     persistence +It keeps nothing", output);
        Assert.Matches(@"(?m)^ +remedy: CONFIG SET appendonly yes", output);

        await using TaskueClient client = await ClientAsync();
        await client.EnqueueAsync(TaskSpec.Call(() => Work.Fail("x")));
        (code, output, _) = await RunAsync("doctor", "-o", "json");
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal((ExitCodes.NotPassed, "fail"), (code, json.RootElement.GetProperty("verdict").GetString()));
        JsonElement runners = json.RootElement.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "runners");
        Assert.Equal("No runner lives, and 1 task waits.", runners.GetProperty("finding").GetString());
        Assert.StartsWith("Start one: taskue runner start", runners.GetProperty("remedy").GetString());
    }

    [Fact]
    public async Task Doctor_says_why_a_server_cannot_be_reached()
    {
        (int code, string output, string error) = await RunOnAsync("127.0.0.1:1", "doctor");
        Assert.Equal(ExitCodes.StoreUnreachable, code);
        Assert.Contains("fail     connection  127.0.0.1 is there, and nothing listens on port 1.", output);
        Assert.StartsWith("error TQ2001: ", error);

        (code, output, _) = await RunOnAsync("no-such-host.invalid:6379", "doctor", "-o", "json");
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal(ExitCodes.StoreUnreachable, code);
        Assert.Contains("cannot be resolved", json.RootElement.GetProperty("checks")[0].GetProperty("finding").GetString());

        (code, output, _) = await RunOnAsync((await TestServers.RedisAsync()).ConnectionString + ",ssl=true", "doctor");
        Assert.Equal(ExitCodes.StoreUnreachable, code);
        Assert.Contains("speaks Redis without TLS", output);

        await using RedisServerProcess locked = await RedisServerProcess.StartAsync(new RedisServerOptions { Password = "secret" });
        (code, output, error) = await RunOnAsync($"127.0.0.1:{locked.Port},password=wrong-one", "doctor");
        Assert.Equal(ExitCodes.StoreUnreachable, code);
        Assert.Contains("TQ2002", error);
        Assert.DoesNotContain("wrong-one", output + error);
    }

    [Fact]
    public async Task Status_answers_three_questions_on_one_screen()
    {
        (int code, string output, string error) = await RunAsync("status");
        Assert.Equal((ExitCodes.Passed, ""), (code, error));
        Assert.Contains($"Namespace: {space} on ", output);
        Assert.Matches(@"(?m)^Stuck\?: +no$", output);
        Assert.Matches(@"(?m)^Failing\?: +no$", output);
        Assert.Matches(@"(?m)^Behind\?: +no$", output);

        await using TaskueClient client = await ClientAsync();
        await client.EnqueueAsync(TaskSpec.Call(() => Work.Fail("x")) with { Tag = "gpu" });
        (code, output, _) = await RunAsync("status");
        Assert.Equal(ExitCodes.Passed, code);
        Assert.Matches(@"(?m)^Stuck\?: +yes: queue gpu: 1 task waits, and no runner serves it$", output);
        Assert.Contains("Problems\n  queue gpu: 1 task waits, and no runner serves it\n    Start one: taskue runner start -n NAME -q gpu --no-untagged --modules FOLDER (FOLDER: a build of Taskue.Cli.Tests)\n", output);
        Assert.Matches(@"(?m)^  gpu +1 ", output);

        (_, output, _) = await RunAsync("status", "-o", "json");
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.True(json.RootElement.GetProperty("stuck").GetBoolean());
        Assert.False(json.RootElement.GetProperty("failing").GetBoolean());
        Assert.Equal(1, json.RootElement.GetProperty("tasks").GetProperty("pending").GetInt64());
        Assert.Equal("gpu", json.RootElement.GetProperty("queues")[0].GetProperty("name").GetString());

        foreach ((string line, string part) in ((string, string)[])[("status -w -o json", "jsonl"), ("status --interval 2s", "give -w"), ("status -w --interval 1ms", "500ms to 1h")])
        {
            (int wrong, _, string why) = await RunAsync(line.Split(' '));
            Assert.Equal(ExitCodes.Usage, wrong);
            Assert.Contains(part, why);
        }
    }

    [Fact]
    public async Task Status_watched_off_a_terminal_is_a_line_or_block_a_look_until_it_is_interrupted()
    {
        await using ChildProcess lines = await StartAsync("status", "-w", "--interval", "500ms", "-o", "jsonl");
        await Wait.Eventually(() => lines.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length >= 2, "two looks");
        await lines.SignalAsync(ProcessSignal.Interrupt);
        Assert.Equal(ExitCodes.Interrupted, await lines.WaitForExitAsync());
        Assert.All(lines.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(space, JsonDocument.Parse(line).RootElement.GetProperty("namespace").GetString()));

        await using ChildProcess blocks = await StartAsync("status", "-w", "--interval", "500ms");
        await Wait.Eventually(() => blocks.Output.Split("Stuck?:").Length > 2, "two blocks");
        await blocks.SignalAsync(ProcessSignal.Interrupt);
        Assert.Equal(ExitCodes.Interrupted, await blocks.WaitForExitAsync());
        Assert.DoesNotContain('\e', blocks.Output);
    }

    [Fact]
    public async Task Status_watched_on_a_terminal_repaints_what_changes_and_gives_the_cursor_back()
    {
        string redis = await TestServers.ConnectionStringAsync(ServerKind.Redis);
        await using ChildProcess terminal = ChildProcess.Start("script",
            ["-qec", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Taskue.Cli.dll")}' status -w --interval 500ms --namespace {space}", "/dev/null"],
            new Dictionary<string, string?> { ["TASKUE_REDIS"] = redis, ["TERM"] = "xterm" });
        await Wait.Eventually(() => terminal.Output.Split("\e[7A").Length > 2, "two repaints of seven lines");
        Assert.Single(terminal.Output.Split("no runner lives").Skip(1));
        await terminal.WriteLineAsync("\u0003");
        Assert.Equal(ExitCodes.Interrupted, await terminal.WaitForExitAsync());
        Assert.Contains("\e[?25h", terminal.Output);
    }

    [Theory]
    [InlineData("held", "HeldTimeout")]
    [InlineData("TimedOut", "ran past its timeout")]
    [InlineData("tq2003", "maxmemory")]
    [InlineData("redis_host", "TASKUE_REDIS_HOST")]
    [InlineData("exit-codes", "124")]
    [InlineData("no_runner", "taskue runner start")]
    public async Task Explain_gives_the_entry_of_the_manual_without_a_server(string word, string part)
    {
        (int code, string output, string error) = await RunOnAsync("127.0.0.1:1", "explain", word);
        Assert.Equal((ExitCodes.Passed, ""), (code, error));
        Assert.Contains(part, output);
        Assert.DoesNotContain("**", output);
        Assert.DoesNotContain("](", output);
    }

    [Fact]
    public async Task Explain_lists_everything_and_suggests_what_was_meant()
    {
        (int code, string output, _) = await RunOnAsync("127.0.0.1:1", "explain", "-o", "name");
        Assert.Equal(ExitCodes.Passed, code);
        string[] words = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(words.Length, words.Distinct().Count());
        IEnumerable<string> codes = typeof(ErrorCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!);
        Assert.Empty(codes.Concat(Enum.GetNames<TaskState>().Concat(Enum.GetNames<RunnerState>()).Select(name => name.ToLowerInvariant())).Except(words));
        string source = File.ReadAllText(Path.Combine(Root(), "src", "Taskue", "Diagnosis", "Explanation.cs"));
        string[] reasons = [.. source.Split("<c>").Skip(1).Select(part => part.Split("</c>")[0]).Where(part => part.All(c => c is >= 'a' and <= 'z' or '_'))];
        Assert.True(reasons.Length >= 16);
        Assert.Empty(reasons.Except(words));

        (code, output, string error) = await RunOnAsync("127.0.0.1:1", "explain", "hedl");
        Assert.Equal((ExitCodes.NotFound, ""), (code, output));
        Assert.Equal("error: the manual has no entry 'hedl'. Did you mean 'held'? taskue explain lists all.", error);
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Taskue.slnx")) && !Directory.Exists(Path.Combine(folder, "docs", "errors")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private async Task<TaskueClient> ClientAsync() =>
        await TaskueClient.ConnectAsync(await TestServers.ConnectionStringAsync(ServerKind.Redis), new TaskueOptions { Namespace = space });

    private async Task<ChildProcess> StartAsync(params string[] arguments) =>
        Cli.Start([.. arguments, "--namespace", space], await TestServers.ConnectionStringAsync(ServerKind.Redis));

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        await RunOnAsync(await TestServers.ConnectionStringAsync(ServerKind.Redis), arguments);

    private async Task<(int Code, string Output, string Error)> RunOnAsync(string redis, params string[] arguments)
    {
        await using ChildProcess cli = Cli.Start([.. arguments, "--namespace", space], redis);
        int code = await cli.WaitForExitAsync();
        return (code, cli.Output, cli.Error);
    }
}
