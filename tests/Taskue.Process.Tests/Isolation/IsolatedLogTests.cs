using Microsoft.Extensions.Logging;
using Taskue.TestSupport;

namespace Taskue.IsolationTests;

/// <summary>What tasks in child processes, and commands, write: all of it is the task's log.</summary>
public sealed class IsolatedLogTests : IsolationTest
{
    [Fact]
    public async Task All_that_a_child_writes_is_the_log_of_its_task_with_level_and_source()
    {
        await StartIsolatedAsync();
        TaskHandle handle = await Client.EnqueueAsync(() => IsolatedBodies.Write(null!, null!));
        Assert.Equal(TaskState.Passed, (await handle.WaitAsync(Patience)).State);
        List<LogEntry> log = await ReadAsync(handle.Id);
        foreach ((LogLevel, LogSource, string) line in (IEnumerable<(LogLevel, LogSource, string)>)
            [
                (LogLevel.Information, LogSource.Output, "to the console"), (LogLevel.Warning, LogSource.Logger, "to the logger"),
                (LogLevel.Error, LogSource.Error, "to the console's errors"), (LogLevel.Information, LogSource.Output, "from the pool"),
                (LogLevel.Information, LogSource.Output, "natively"), (LogLevel.Error, LogSource.Error, "natively, an error"),
                (LogLevel.Information, LogSource.Output, "from another program"), (LogLevel.Information, LogSource.Output, "without an end"),
            ])
        {
            Assert.Contains(line, log.Select(entry => (entry.Level, entry.Source, entry.Text)));
        }

        // What goes the same way stands in its order.
        Assert.Equal(["to the console", "to the logger", "to the console's errors", "from the pool"], log.Where(entry => entry.Text.StartsWith("to the", StringComparison.Ordinal)
            || entry.Text == "from the pool").Select(entry => entry.Text));
        Assert.Contains(log, entry => entry.Level == LogLevel.Error && entry.Text.StartsWith("with an exception", StringComparison.Ordinal) && entry.Text.Contains("what for", StringComparison.Ordinal));
        Assert.Contains(Log.Lines, line => line.Text == "to the logger");
    }

    [Fact]
    public async Task What_is_printed_past_the_console_just_before_the_end_is_in_the_log()
    {
        await StartIsolatedAsync(options => options.Concurrency = 2);
        string[] ids = [.. Enumerable.Range(0, 3_000).Select(_ => TaskId.New())];
        await Client.EnqueueManyAsync(ids.Select((id, i) => TaskSpec.Call(() => IsolatedBodies.LastWords(i % 150, null!)) with { Id = id }));
        foreach (string id in ids)
        {
            Assert.Equal(TaskState.Passed, (await Client.WaitForTaskAsync(id)).State);
            Assert.Equal(["last words"], (await ReadAsync(id)).Where(entry => entry.Source == LogSource.Output).Select(entry => entry.Text));
        }
    }

    [Fact]
    public async Task A_task_that_crashes_keeps_what_it_wrote_before()
    {
        await StartIsolatedAsync();
        TaskHandle handle = await Client.EnqueueAsync(() => IsolatedBodies.ExitAfterWords(3, "goodbye"));
        await handle.WaitAsync(Patience);
        Assert.Equal(["and past the console: goodbye", "goodbye"], // two ways, and so no order
            (await ReadAsync(handle.Id)).Where(entry => entry.Source == LogSource.Error).Select(entry => entry.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Secrets_are_masked_whether_the_options_or_the_task_name_them()
    {
        await StartIsolatedAsync(options => options.Secrets.Add("opensesame"));
        TaskHandle handle = await Client.EnqueueAsync(() => IsolatedBodies.TellSecrets("opensesame", "swordfish", null!));
        TaskInfo done = await handle.WaitAsync(Patience);
        Assert.Equal("*** and ***", done.Error!.Message);
        Assert.Equal(["*** and ***"], (await ReadAsync(handle.Id)).Select(entry => entry.Text));
    }

    [Fact]
    public async Task The_output_of_a_command_is_the_log_of_its_task()
    {
        await StartAsync(options => options.AllowShell = true);
        TaskHandle handle = await Client.EnqueueAsync(TaskSpec.Shell("echo out; echo err >&2; printf 'b\\377d\\n'; printf 'no end'"));
        await handle.WaitAsync(Patience);
        List<LogEntry> log = await ReadAsync(handle.Id);
        Assert.Equal(["out", "b\ufffdd", "no end"], log.Where(entry => entry.Source == LogSource.Output).Select(entry => entry.Text));
        LogEntry error = Assert.Single(log, entry => entry.Source == LogSource.Error);
        Assert.Equal(("err", LogLevel.Error), (error.Text, error.Level));
    }

    [Fact]
    public async Task A_prompt_of_a_child_or_command_is_seen_while_it_waits_and_its_rest_follows()
    {
        await StartIsolatedAsync(options => (options.AllowShell, options.Concurrency) = (true, 2));
        string go = File("go");
        TaskHandle[] asking =
        [
            await Client.EnqueueAsync(() => IsolatedBodies.Ask(go)),
            await Client.EnqueueAsync(TaskSpec.Shell($"printf 'Continue? '; until [ -e {go} ]; do sleep 0.1; done; echo yes")),
        ];
        foreach (TaskHandle one in asking)
        {
            await Wait.Eventually(async () => (await ReadAsync(one.Id)) is [{ Text: "Continue? ", IsIncomplete: true }], "the prompt is seen");
        }

        await System.IO.File.WriteAllTextAsync(go, "");
        foreach (TaskHandle one in asking)
        {
            Assert.Equal(TaskState.Passed, (await one.WaitAsync()).State);
            Assert.Equal([("Continue? ", true), ("yes", false)], (await ReadAsync(one.Id)).Select(entry => (entry.Text, entry.IsIncomplete)));
        }

        for (int i = 0; i < 2; i++)
        {
            TaskHandle later = await Client.EnqueueAsync(() => IsolatedBodies.Ask(go));
            await later.WaitAsync();
            Assert.Equal("Continue? yes", string.Concat((await ReadAsync(later.Id)).Select(entry => entry.Text)));
        }
    }

    [Theory]
    [InlineData("head -c 16380 /dev/zero | tr '\\0' x; echo $S; head -c 16380 /dev/zero | tr '\\0' x; printf '%s' $S")]
    [InlineData("{ head -c 280 /dev/zero | tr '\\0' x; echo $S; } >&2")]
    [InlineData("{ head -c 280 /dev/zero | tr '\\0' x; printf '\\r%s' $S; } >&2")]
    [InlineData("{ printf 'over\\r%s\\rover' $S; } >&2")]
    [InlineData("{ echo $S; head -c 4085 /dev/zero | tr '\\0' x; echo; head -c 4085 /dev/zero | tr '\\0' x; echo $S; } >&2")]
    [InlineData("{ printf 'correct-horse-bat'; sleep 0.2; printf 'tery-staple'; sleep 1.5; printf 'correct-horse-bat'; sleep 1.5; printf 'tery-staple\\n'; } >&2")]
    [InlineData("{ head -c 65530 /dev/zero | tr '\\0' x; echo $S; } >&2")]
    public async Task No_part_of_a_secret_is_shown_however_a_command_prints_it(string script)
    {
        await StartAsync(options =>
        {
            options.AllowShell = true;
            options.Secrets.Add("correct-horse-battery-staple");
        });
        TaskHandle handle = await Client.EnqueueAsync(TaskSpec.Shell(new ShellCommand(script + "; exit 1")
        {
            Environment = new Dictionary<string, string> { ["S"] = "correct-horse-battery-staple" },
        }));
        TaskInfo done = await handle.WaitAsync();
        string shown = $"{string.Join('\n', (await ReadAsync(handle.Id)).Select(entry => entry.Text))}\n{done.Error!.Message}\n{done.Error.Detail}";
        foreach (string part in (string[])["corr", "horse", "batt", "tery", "stap", "aple"])
        {
            Assert.DoesNotContain(part, shown);
        }
    }

    private async Task<List<LogEntry>> ReadAsync(string id)
    {
        var all = new List<LogEntry>();
        await foreach (LogEntry entry in Client.ReadLogAsync(id))
        {
            all.Add(entry);
        }

        return all;
    }
}
