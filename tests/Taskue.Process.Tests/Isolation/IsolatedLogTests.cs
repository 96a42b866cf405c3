using Microsoft.Extensions.Logging;

namespace Taskue.IsolationTests;

/// <summary>What tasks in child processes, and commands, write: all of it is the task's log.</summary>
public sealed class IsolatedLogTests : IsolationTest
{
    [Fact]
    public async Task All_that_a_child_writes_is_the_log_of_its_task_with_level_and_source()
    {
        await StartIsolatedAsync();
        TaskHandle handle = await Client.EnqueueAsync(() => IsolatedBodies.Write(null!, null!));
        Assert.Equal(TaskState.Passed, (await handle.WaitAsync()).State);
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
        await handle.WaitAsync();
        Assert.Equal(["and past the console: goodbye", "goodbye"], // two ways, and so no order
            (await ReadAsync(handle.Id)).Where(entry => entry.Source == LogSource.Error).Select(entry => entry.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Secrets_are_masked_whether_the_options_or_the_task_name_them()
    {
        await StartIsolatedAsync(options => options.Secrets.Add("opensesame"));
        TaskHandle handle = await Client.EnqueueAsync(() => IsolatedBodies.TellSecrets("opensesame", "swordfish", null!));
        TaskInfo done = await handle.WaitAsync();
        Assert.Equal("*** and ***", done.Error!.Message);
        Assert.Equal(["*** and ***"], (await ReadAsync(handle.Id)).Select(entry => entry.Text));
    }

    [Fact]
    public async Task The_output_of_a_command_is_the_log_of_its_task()
    {
        await StartAsync(options => options.AllowShell = true);
        TaskHandle handle = await Client.EnqueueAsync(TaskSpec.Shell("echo out; echo err >&2; printf 'b\\377d\\n'; printf 'no end'"));
        await handle.WaitAsync();
        List<LogEntry> log = await ReadAsync(handle.Id);
        Assert.Equal(["out", "b\ufffdd", "no end"], log.Where(entry => entry.Source == LogSource.Output).Select(entry => entry.Text));
        LogEntry error = Assert.Single(log, entry => entry.Source == LogSource.Error);
        Assert.Equal(("err", LogLevel.Error), (error.Text, error.Level));
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
