using Taskue.TestSupport;

namespace Taskue.Cli.Tests;

/// <summary><c>taskue dev</c>, with the commands of the README typed in a second terminal.</summary>
public sealed class DevTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly string folder = Directory.CreateTempSubdirectory("taskue-cli-dev-").FullName;

    private string Settings => Path.Combine(folder, "taskue.toml");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_commands_of_the_README_work_beside_it_and_an_interrupt_leaves_nothing_behind()
    {
        await using ChildProcess dev = Start("dev");
        await dev.WaitForLineAsync(line => line.StartsWith("ready: ", StringComparison.Ordinal), Limit);
        IReadOnlyList<int> children = Cli.ChildrenOf(dev.Id);
        Assert.Equal(2, children.Count);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Settings + ".dev"));

        // The second one finds the first.
        await using (ChildProcess second = Start("dev"))
        {
            Assert.Equal(ExitCodes.Refused, await second.WaitForExitAsync(Limit));
            Assert.Equal($"error: taskue dev runs already, as process {dev.Id}.", second.Error);
        }

        // Work of every kind: an order that failed is the last thing to come.
        await using (ChildProcess failed = Start("task", "wait", "--for", "finished", "--timeout", "5m", await IdAsync("pack order 5")))
        {
            Assert.Equal(ExitCodes.Passed, await failed.WaitForExitAsync(Limit));
        }

        foreach (string line in ReadmeCommands())
        {
            await TryAsync(line);
        }

        // What waits for a runner says so, and a runner that is stopped is started again.
        await using (ChildProcess why = Start("why", await IdAsync("encode the trailer")))
        {
            Assert.Equal(ExitCodes.Passed, await why.WaitForExitAsync(Limit));
            Assert.Contains("video", why.Output, StringComparison.Ordinal);
        }

        await using (ChildProcess stop = Start("runner", "stop", "runner-1"))
        {
            Assert.Equal(ExitCodes.Passed, await stop.WaitForExitAsync(Limit));
        }

        await dev.WaitForLineAsync(line => line == "runner-1 has ended, and is started again", Limit);
        await Wait.Eventually(() => Cli.ChildrenOf(dev.Id).Count == 2, "the stopped runner is started again", Limit);
        children = [.. children, .. Cli.ChildrenOf(dev.Id)];

        await dev.SignalAsync(ProcessSignal.Interrupt);
        Assert.Equal(ExitCodes.Passed, await dev.WaitForExitAsync(Limit));
        Assert.Equal("", dev.Error);
        Assert.DoesNotContain(children, Signals.IsRunning);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Settings_that_name_a_Redis_are_never_overruled()
    {
        using var own = System.Diagnostics.Process.GetCurrentProcess();
        long started = new DateTimeOffset(own.StartTime).ToUnixTimeSeconds();
        await File.WriteAllTextAsync(Settings + ".dev", $"{own.Id} {started} 127.0.0.1:1,password=secret-of-dev");

        Assert.Equal("127.0.0.1:1,password=***", await ShownAsync("redis"));
        Assert.Equal("null", await ShownAsync("redis", ("TASKUE_REDIS_HOST", "elsewhere")));
        Assert.Equal("null", await ShownAsync("redis", ("TASKUE_REDIS_PORT", "7")));
        Assert.Equal("null", await ShownAsync("redis", ("TASKUE_REDIS_SECRET", "mine")));
        Assert.Equal("elsewhere:6379", await ShownAsync("redis", ("TASKUE_REDIS", "elsewhere:6379")));

        // One that is gone counts for nothing.
        await File.WriteAllTextAsync(Settings + ".dev", $"{int.MaxValue} {started} 127.0.0.1:1,password=secret-of-dev");
        Assert.Equal("null", await ShownAsync("redis"));
        await File.WriteAllTextAsync(Settings + ".dev", $"{own.Id} {started - 3_600} 127.0.0.1:1,password=secret-of-dev"); // its number is another's now
        Assert.Equal("null", await ShownAsync("redis"));
    }

    /// <summary>What is in the README's block of commands.</summary>
    private static IReadOnlyList<string> ReadmeCommands()
    {
        string readme = File.ReadAllText(Repository.PathOf("README.md"));
        string block = readme[readme.IndexOf("## From a terminal", StringComparison.Ordinal)..];
        block = block[(block.IndexOf("```sh\n", StringComparison.Ordinal) + "```sh\n".Length)..];
        string[] lines = [.. block[..block.IndexOf("```", StringComparison.Ordinal)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('#')[0].TrimEnd())];
        Assert.Contains("taskue task list --state failed --since 1h", lines);
        return lines;
    }

    private async Task TryAsync(string line)
    {
        await using ChildProcess command = Start([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)]);
        if (line.EndsWith(" -w", StringComparison.Ordinal))
        {
            await command.WaitForLineAsync(text => text.Length > 0, Limit);
            await command.SignalAsync(ProcessSignal.Interrupt);
            Assert.True(await command.WaitForExitAsync(Limit) is ExitCodes.Passed or ExitCodes.Interrupted, $"{line}: {command.Error}");
            return;
        }

        // A task or workflow that is followed may end in any way.
        int code = await command.WaitForExitAsync(Limit);
        Assert.True(code is ExitCodes.Passed or ExitCodes.NotPassed, $"{line} ended with {code}: {command.Output}\n{command.Error}");
        Assert.True(command.Output.Length > 0 || line.Contains(" logs ", StringComparison.Ordinal), line);
    }

    private async Task<string> IdAsync(string title)
    {
        string id = "";
        await Wait.Eventually(async () =>
        {
            await using ChildProcess list = Start("task", "list", "--title", title, "-o", "name");
            Assert.Equal(ExitCodes.Passed, await list.WaitForExitAsync(Limit));
            return (id = list.Output).Length > 0;
        }, $"there is a task '{title}'", Limit);
        return id;
    }

    private async Task<string> ShownAsync(string key, params (string Name, string Value)[] environment)
    {
        (int code, string output, string error) = await Cli.RunAsync(["config", "show", "-o", "jsonl"], null,
            environment.ToDictionary(one => one.Name, string? (one) => one.Value).Append(new("TASKUE_CONFIG", Settings)).ToDictionary());
        Assert.Equal((ExitCodes.Passed, ""), (code, error));
        using var line = System.Text.Json.JsonDocument.Parse(output.Split('\n').Single(one => one.Contains($"\"key\":\"{key}\"", StringComparison.Ordinal)));
        System.Text.Json.JsonElement value = line.RootElement.GetProperty("value");
        return value.ValueKind == System.Text.Json.JsonValueKind.Null ? "null" : value.GetString()!;
    }

    private ChildProcess Start(params string[] words) => Cli.Start(words, environment: new Dictionary<string, string?> { ["TASKUE_CONFIG"] = Settings });
}
