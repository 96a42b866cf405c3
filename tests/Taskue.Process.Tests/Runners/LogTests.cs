using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Taskue.Store;
using TestWait = Taskue.TestSupport.Wait;

namespace Taskue.RunnerTests;

/// <summary>What tasks write is kept with them and their attempt.</summary>
public sealed class LogTests : RunnerTest
{
    [Fact]
    public async Task A_hundred_tasks_at_once_write_in_every_way_and_in_every_flow_and_no_line_is_in_a_foreign_log()
    {
        // Each of them blocks a thread of the pool time and again, which would be given one more every half second.
        const int tasks = 100;
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(2 * tasks, ports);
        try
        {
            await WriteEverywhereAsync(tasks);
        }
        finally
        {
            ThreadPool.SetMinThreads(workers, ports);
        }
    }

    [Fact]
    public async Task Each_attempt_has_its_lines_to_the_last_one_also_where_it_failed()
    {
        await QuietAsync();
        TaskHandle handle = await Client.EnqueueAsync(TaskSpec.Call(() => LogBodies.FailTwice(null!)) with { Retries = 2 });
        Assert.Equal(TaskState.Passed, (await handle.WaitAsync()).State);
        Assert.Equal(
            [(1L, 1L, "attempt 1"), (1, 2, "no line break"), (2, 1, "attempt 2"), (2, 2, "no line break"), (3, 1, "attempt 3"), (3, 2, "no line break")],
            (await LogAsync(handle.Id)).Select(entry => (entry.Starts, entry.Number, entry.Text)));
        Assert.Equal(["attempt 2", "no line break"], (await LogAsync(handle.Id, new LogQuery { Starts = 2 })).Select(entry => entry.Text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_timed_out_has_its_last_lines(bool deaf)
    {
        await QuietAsync(options => options.TimeoutGrace = TimeSpan.FromSeconds(2));
        TaskHandle handle = await Client.EnqueueAsync(TaskSpec.Call(() => LogBodies.UntilToken(Namespace, deaf, null!)) with { Timeout = TimeSpan.FromMilliseconds(200) });
        Assert.Equal(TaskState.TimedOut, (await handle.WaitAsync()).State);
        Assert.Equal(["began", "token fired"], await TextsAsync(handle.Id));
        Door.Open();
        await TestWait.Eventually(() => Door.Inside == 0, "the body has ended");
        Assert.Equal(["began", "token fired"], await TextsAsync(handle.Id));
    }

    [Fact]
    public async Task A_task_that_was_handed_back_has_what_it_wrote_until_then()
    {
        TaskueRunner runner = await QuietAsync();
        TaskHandle handle = await Client.EnqueueAsync(() => LogBodies.BeforeAndAfter(Namespace, null!));
        await EnteredAsync(1);
        await runner.StopAsync(new CancellationToken(canceled: true));
        Assert.Equal(["before"], await TextsAsync(handle.Id));
        Door.Open();
        await QuietAsync();
        await handle.WaitAsync();
        Assert.Equal([(1L, "before"), (2, "before"), (2, "after")], (await LogAsync(handle.Id)).Select(entry => (entry.Starts, entry.Text)));
    }

    [Fact]
    public async Task Loggers_write_once_from_the_least_level_on_and_go_on_to_the_runners_logger()
    {
        await QuietAsync();
        TaskHandle handle = await Client.EnqueueAsync(() => LogBodies.Levels(null!, null!));
        Assert.Equal(TaskState.Passed, (await handle.WaitAsync()).State);
        List<LogEntry> log = await LogAsync(handle.Id);
        string[] levels = ["Information", "Warning", "Error", "Critical"];
        Assert.Equal(levels.SelectMany(level => (string[])["own " + level, "typed " + level]), log.Take(8).Select(entry => entry.Text));
        Assert.Equal(levels, log.Take(8).Select(entry => entry.Level.ToString()).Distinct());
        Assert.Equal(9, log.Count);
        Assert.StartsWith("with an exception\nSystem.IO.InvalidDataException: what was wrong", log[8].Text);
        Assert.Equal(12, Log.Lines.Count(line => line.Text.StartsWith("own ", StringComparison.Ordinal) || line.Text.StartsWith("typed ", StringComparison.Ordinal)));

        await QuietAsync(options => { options.MinimumLogLevel = LogLevel.Error; options.Queues.Add("errors"); options.RunUntaggedTasks = false; });
        handle = await Client.EnqueueAsync(TaskSpec.Call(() => LogBodies.Levels(null!, null!)) with { Tag = "errors" });
        await handle.WaitAsync();
        Assert.Equal(["own Error", "typed Error", "own Critical", "typed Critical"], (await TextsAsync(handle.Id)).Take(4));
    }

    [Fact]
    public async Task What_the_runner_itself_logs_is_no_line_of_the_tasks()
    {
        // A factory that prints, in the task's flow, what is logged.
        await QuietAsync(options => options.LoggerFactory = new PrintingFactory());
        TaskHandle handle = await Client.EnqueueAsync(() => Bodies.Throw("as it should"));
        Assert.Equal(TaskState.Failed, (await handle.WaitAsync()).State);
        Assert.Empty(await LogAsync(handle.Id));
        handle = await Client.EnqueueAsync(() => LogBodies.Levels(null!, null!));
        await handle.WaitAsync();
        Assert.Equal(9, (await LogAsync(handle.Id)).Count);
    }

    [Fact]
    public async Task A_flood_is_cut_in_the_middle_and_hurts_nobody_beside_it()
    {
        const int lines = 600_000, length = 100;
        await QuietAsync(options => options.Concurrency = 4);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        TaskHandle flood = await Client.EnqueueAsync(() => LogBodies.Flood(lines, length));
        TaskHandle<int>[] others = [.. await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Client.EnqueueAsync(TaskSpec.Call(() => LogBodies.Say("other " + i)))))];
        foreach (TaskHandle<int> other in others)
        {
            await other.WaitForResultAsync();
        }

        Assert.Equal(TaskState.Passed, (await flood.WaitAsync(TestWait.DefaultLimit)).State);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 * 1024 * 1024);
        List<LogEntry> log = await LogAsync(flood.Id);
        Assert.Equal(lines + 1, log.Sum(entry => entry.Gap?.Lines ?? 1));
        Assert.Contains(log, entry => entry.Gap is not null);
        Assert.Equal((1L, "the end"), (log[0].Number, log[^1].Text));
        Assert.InRange(log.Count, 2_000, 20_000);
        Assert.InRange(await StoredBytesAsync(), 100_000, 1_200_000);
        for (int i = 0; i < others.Length; i++)
        {
            Assert.Equal(["other " + i], await TextsAsync(others[i].Id));
        }
    }

    [Fact]
    public async Task A_prompt_is_seen_while_it_waits_and_its_rest_follows()
    {
        await QuietAsync();
        TaskHandle handle = await Client.EnqueueAsync(() => LogBodies.Ask(Namespace, null!));
        await TestWait.Eventually(async () => (await LogAsync(handle.Id)).Count == 1, "the prompt is seen");
        Assert.Equal([("Continue? ", true)], (await LogAsync(handle.Id)).Select(entry => (entry.Text, entry.IsIncomplete)));
        Door.Open();
        Assert.Equal(TaskState.Passed, (await handle.WaitAsync()).State);
        List<LogEntry> log = await LogAsync(handle.Id);
        Assert.Equal([("Continue? ", true), ("yes", false)], log.Take(2).Select(entry => (entry.Text, entry.IsIncomplete)));
        Assert.Equal("no end", Assert.Single(log.Skip(2)).Text);
    }

    [Fact]
    public async Task Of_a_progress_bar_the_last_state_is_kept()
    {
        await QuietAsync();
        TaskHandle handle = await Client.EnqueueAsync(() => LogBodies.Bar(300));
        await handle.WaitAsync();
        Assert.Equal("300 of 300, which is a line that has its length", (await LogAsync(handle.Id))[^1].Text.TrimStart('\r'));
    }

    [Fact]
    public async Task A_task_that_replaces_the_consoles_writers_ends_the_capture_of_no_other_and_is_named()
    {
        TextWriter before = Console.Out;
        await QuietAsync();
        TextWriter ours = Console.Out;
        Assert.NotSame(before, ours);
        await (await Client.EnqueueAsync(() => LogBodies.Redirect())).WaitAsync();
        TaskHandle handle = await Client.EnqueueAsync(() => LogBodies.Say("captured"));
        await handle.WaitAsync();
        Assert.Equal(["captured"], await TextsAsync(handle.Id));
        await TestWait.Eventually(() => Log.Count(1119) == 1, "it is said");
        Assert.Contains("'LogBodies.Redirect'", Log.Lines.Single(line => line.Id == 1119).Text);
        Assert.Same(ours, Console.Out);
    }

    [Fact]
    public async Task Long_lines_are_cut_and_say_so()
    {
        await QuietAsync();
        string text = new('ä', 100_000);
        TaskHandle handle = await Client.EnqueueAsync(() => LogBodies.Say(text));
        await handle.WaitAsync();
        string line = Assert.Single(await TextsAsync(handle.Id));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(line), 7_000, 8 * 1024);
        Assert.Matches(@"^ä+… \(\d+ more bytes cut\)$", line);
    }

    [Fact]
    public async Task Secrets_are_masked_in_lines_messages_pieces_and_errors()
    {
        await QuietAsync(options => options.Secrets.Add("hunter2hunter2"));
        TaskHandle handle = await Client.EnqueueAsync(() => LogBodies.Leak(null!, null!));
        TaskInfo done = await handle.WaitAsync();
        string[] texts = await TextsAsync(handle.Id);
        Assert.Equal(["the password is ***!", "pieces: ***, done", "key:\n***\n*** and ***"], texts.Take(3));
        Assert.StartsWith("yyyy", texts[3]);
        Assert.Equal("*** does not open with ***", done.Error!.Message);
        IDatabase database = Client.Link.Database;
        foreach (string key in (string[])["logs", "log", "done", "tries"])
        {
            string stored = string.Concat((await database.HashGetAllAsync(new KeySpace("taskue", Namespace).Key(key))).Select(entry => entry.Value.ToString()));
            Assert.DoesNotContain("hunter2", stored);
            Assert.DoesNotContain("abcdefgh", stored);
        }
    }

    [Fact]
    public async Task A_task_that_writes_nothing_leaves_nothing_and_one_whose_runner_does_not_capture_neither()
    {
        TextWriter before = Console.Out;
        TaskueRunner runner = await StartAsync(options => options.CaptureLogs = false);
        Assert.Same(before, Console.Out);
        await (await Client.EnqueueAsync(() => LogBodies.Say("not kept"))).WaitAsync();
        await runner.StopAsync();
        await QuietAsync();
        await (await Client.EnqueueAsync(() => Bodies.Add(1, 2))).WaitAsync();
        Assert.Equal(0, await StoredBytesAsync());
        Assert.False(await Client.Link.Database.KeyExistsAsync(new KeySpace("taskue", Namespace).Key("log")));
    }

    [Fact]
    public async Task The_console_is_as_it_was_when_the_last_runner_has_gone_and_shows_what_tasks_print_meanwhile()
    {
        TextWriter first = Console.Out;
        using var shown = new StringWriter();
        Console.SetOut(shown);
        TextWriter before = Console.Out;
        try
        {
            TaskueRunner one = await StartAsync(), two = await StartAsync();
            Console.WriteLine("outside of any task");
            await (await Client.EnqueueAsync(() => LogBodies.Say("inside of a task"))).WaitAsync();
            await one.DisposeAsync();
            Assert.NotSame(before, Console.Out);
            await two.DisposeAsync();
            Assert.Same(before, Console.Out);
        }
        finally
        {
            Console.SetOut(first);
        }

        Assert.Equal(["outside of any task", "inside of a task"], shown.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Wrong_queries_and_settings_are_told_before_anything_is_sent()
    {
        string id = TaskId.New();
        Assert.Contains("Limit", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.GetLogAsync(id, new LogQuery { Limit = 0 }))).Message);
        Assert.Contains("Starts", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.GetLogAsync(id, new LogQuery { Starts = 0 }))).Message);
        Assert.Contains("'page 2'", (await Assert.ThrowsAsync<ArgumentException>(() => Client.GetLogAsync(id, new LogQuery { After = "page 2" }))).Message);
        Assert.Contains("Tail", (await Assert.ThrowsAsync<ArgumentException>(() => Client.GetLogAsync(id, new LogQuery { After = "0.0.1.0", Tail = 1 }))).Message);
        Assert.Throws<ArgumentException>(() => Client.FollowWorkflowLogsAsync(id, new LogQuery { After = "0.0.1.0" }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.SetLogRetentionAsync(TimeSpan.FromSeconds(1)));
        var options = new RunnerOptions { MaxLogBytes = 1, MaxLogLines = 0 };
        options.Secrets.Add("abc");
        string faults = Assert.Throws<ArgumentException>(() => new TaskueRunner(Client, options)).Message;
        Assert.Contains("MaxLogBytes must be 64 KiB to 16 MiB", faults);
        Assert.Contains("MaxLogLines must be 100 to 1000000", faults);
        Assert.Contains("Secrets: A secret must have at least 4 characters", faults);
        Assert.DoesNotContain("abc", faults);
        await Assert.ThrowsAsync<NotFoundException>(() => Client.GetLogAsync(id));
        await Assert.ThrowsAsync<NotFoundException>(async () => await Client.FollowLogsAsync(id).FirstAsync());
        await Assert.ThrowsAsync<NotFoundException>(async () => await Client.ReadWorkflowLogAsync(id).FirstAsync());
    }

    [Fact]
    public async Task A_follower_waits_for_a_pending_task_and_ends_with_it()
    {
        TaskHandle handle = await Client.EnqueueAsync(TaskSpec.Call(() => LogBodies.FailTwice(null!)) with { Retries = 2 });
        Task<List<LogEntry>> following = Client.FollowLogsAsync(handle.Id).ToListAsync().AsTask();
        Task<List<LogEntry>> ofOne = Client.FollowLogsAsync(handle.Id, new LogQuery { Starts = 2 }).ToListAsync().AsTask();
        await QuietAsync();
        Assert.Equal(["attempt 1", "no line break", "attempt 2", "no line break", "attempt 3", "no line break"], (await following.WaitAsync(Patience)).Select(entry => entry.Text));
        Assert.Equal(["attempt 2", "no line break"], (await ofOne.WaitAsync(Patience)).Select(entry => entry.Text));
        Assert.Equal(["attempt 3", "no line break"], (await Client.FollowLogsAsync(handle.Id, new LogQuery { Tail = 2 }).ToListAsync()).Select(entry => entry.Text));
        LogPage page = await Client.GetLogAsync(handle.Id, new LogQuery { Limit = 4 });
        Assert.Equal((4, true, false), (page.Entries.Count, page.HasMore, page.IsComplete));
        page = await Client.GetLogAsync(handle.Id, new LogQuery { After = page.Next });
        Assert.Equal((2, false, true), (page.Entries.Count, page.HasMore, page.IsComplete));
    }

    [Fact]
    public async Task A_follower_gets_lines_while_the_task_runs_and_can_be_stopped()
    {
        await QuietAsync();
        TaskHandle handle = await Client.EnqueueAsync(() => LogBodies.BeforeAndAfter(Namespace, null!));
        using var cancel = new CancellationTokenSource();
        IAsyncEnumerator<LogEntry> lines = Client.FollowLogsAsync(handle.Id, null, cancel.Token).GetAsyncEnumerator();
        Assert.True(await lines.MoveNextAsync().AsTask().WaitAsync(Patience));
        Assert.Equal("before", lines.Current.Text);
        Task<bool> next = lines.MoveNextAsync().AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await lines.DisposeAsync();
        Door.Open();
        Assert.Equal(["before", "after"], await Client.FollowLogsAsync(handle.Id).Select(entry => entry.Text).ToListAsync());
    }

    [Fact]
    public async Task A_workflows_log_is_that_of_all_its_tasks_by_time_and_can_be_followed()
    {
        WorkflowHandle run = await Client.EnqueueAsync(new WorkflowSpec("run",
        [
            [.. Enumerable.Range(0, 20).Select(i => (TaskSpec)TaskSpec.Call(() => LogBodies.Say("first " + i)) with { Title = "say " + i }), TaskSpec.Call(() => Bodies.Add(1, 2))],
            [TaskSpec.Call(() => LogBodies.Say("second")) with { Title = "last" }],
        ]));
        Task<List<LogEntry>> following = Client.FollowWorkflowLogsAsync(run.Id).ToListAsync().AsTask();
        await QuietAsync(options => options.Concurrency = 5);
        List<LogEntry> followed = await following.WaitAsync(Patience);
        Assert.Equal(WorkflowState.Passed, (await run.WaitAsync()).State);
        List<LogEntry> read = await Client.ReadWorkflowLogAsync(run.Id).ToListAsync();
        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => ("say " + i, "first " + i)).Append(("last", "second")).Order()], followed.Select(entry => (entry.TaskTitle!, entry.Text)).Order());
        Assert.Equal(followed.OrderBy(entry => entry.TaskId, StringComparer.Ordinal), read.OrderBy(entry => entry.TaskId, StringComparer.Ordinal));
        Assert.Equal(read.Select(entry => entry.Time).Order(), read.Select(entry => entry.Time));
        Assert.Equal("second", read[^1].Text);
        Assert.Equal(read.TakeLast(3), await Client.ReadWorkflowLogAsync(run.Id, new LogQuery { Tail = 3 }).ToListAsync());
        Assert.Equal(21, (await Client.FollowWorkflowLogsAsync(run.Id).ToListAsync()).Count);
    }

    private async Task WriteEverywhereAsync(int tasks)
    {
        Bodies.Meetings[Namespace] = new CountdownEvent(tasks);
        await QuietAsync(options => options.Concurrency = tasks);
        TaskHandle[] handles = [.. await Task.WhenAll(Enumerable.Range(0, tasks).Select(i => Client.EnqueueAsync(
            TaskSpec.Call(() => LogBodies.Everywhere("task" + i, Namespace, null!)))))];
        for (int i = 0; i < tasks; i++)
        {
            TaskInfo done = await handles[i].WaitAsync(TimeSpan.FromMinutes(3));
            Assert.True(done.State == TaskState.Passed, done.Error?.Detail);
            List<LogEntry> parts = await LogAsync(handles[i].Id);
            Assert.Equal(Enumerable.Range(1, parts.Count), parts.Select(entry => (int)entry.Number));
            // Of loops that run at once the pieces of standard error may mix; what is written line by line may not.
            List<LogEntry> log = Joined(parts).FindAll(entry => entry.Source != LogSource.Error || Array.Exists(LogBodies.Flows,
                flow => flow is not ("parallel" or "plinq") && entry.Text.StartsWith($"task{i} {flow} ", StringComparison.Ordinal)));
            string[] expected = [.. from flow in LogBodies.Flows from kind in (string[])["out", "err", "log"] from n in Enumerable.Range(0, LogBodies.Each) select $"task{i} {flow} {kind} {n}"];
            bool Mixes(string text) => text.Contains(" parallel", StringComparison.Ordinal) || text.Contains(" plinq", StringComparison.Ordinal);
            Assert.Equal(expected.Where(text => !(Mixes(text) && text.Contains(" err ", StringComparison.Ordinal))).Order(StringComparer.Ordinal),
                log.Select(entry => entry.Text).Order(StringComparer.Ordinal));
            Assert.All(log, entry => Assert.StartsWith($"task{i} ", entry.Text));
            Assert.All(log, entry => Assert.Equal(
                entry.Text.Contains(" out ", StringComparison.Ordinal) ? (LogSource.Output, LogLevel.Information)
                : entry.Text.Contains(" log ", StringComparison.Ordinal) ? (LogSource.Logger, LogLevel.Information) : (LogSource.Error, LogLevel.Error), (entry.Source, entry.Level)));
            // In order: what one flow wrote stands as it wrote it.
            foreach (string flow in LogBodies.Flows.Where(flow => !Mixes(" " + flow)))
            {
                Assert.Equal(Enumerable.Range(0, LogBodies.Each).SelectMany(n => (string[])[$"task{i} {flow} out {n}", $"task{i} {flow} err {n}", $"task{i} {flow} log {n}"]),
                    log.Select(entry => entry.Text).Where(text => text.StartsWith($"task{i} {flow} ", StringComparison.Ordinal)));
            }

            Assert.Equal(log.Select(entry => entry.Time).Order(), log.Select(entry => entry.Time));
            Assert.All(log, entry => Assert.InRange(entry.Time, done.StartedAt!.Value.AddSeconds(-1), done.ExecutedAt!.Value.AddSeconds(1)));
        }
    }

    private Task<TaskueRunner> QuietAsync(Action<RunnerOptions>? set = null) => StartAsync(options =>
    {
        options.ForwardConsole = false; // not into the output of the tests
        set?.Invoke(options);
    });

    private async Task<List<LogEntry>> LogAsync(string id, LogQuery? query = null) => await Client.ReadLogAsync(id, query).ToListAsync();

    private async Task<string[]> TextsAsync(string id) => [.. Joined(await LogAsync(id)).Select(entry => entry.Text)];

    /// <summary>The lines, although on a slow machine a second may pass between two pieces of one.</summary>
    private static List<LogEntry> Joined(List<LogEntry> log)
    {
        var lines = new List<LogEntry>();
        foreach (LogEntry entry in log)
        {
            int before = lines.FindLastIndex(one => one.Source == entry.Source && one.Starts == entry.Starts);
            if (before >= 0 && lines[before].IsIncomplete)
            {
                lines[before] = lines[before] with { Text = lines[before].Text + entry.Text, IsIncomplete = entry.IsIncomplete };
            }
            else
            {
                lines.Add(entry);
            }
        }

        return lines;
    }

    private async Task<long> StoredBytesAsync() =>
        (await Client.Link.Database.HashGetAllAsync(new KeySpace("taskue", Namespace).Key("logs"))).Sum(chunk => (long)((byte[])chunk.Value!).Length);

    private sealed class PrintingFactory : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Console.WriteLine(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
