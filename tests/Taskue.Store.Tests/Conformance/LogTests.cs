using Microsoft.Extensions.Logging;
using Taskue.TestSupport;

namespace Taskue.Store.Tests.Conformance;

public sealed class LogTests
{
    [Theory, BothServers]
    public Task Lines_are_read_in_order_with_number_time_level_and_source(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take(id);
        long first = room.Now;
        Assert.Empty(runner.Append(runner.Lines(task, 1, 1, "one", "two|;:\nof two lines", "")));
        room.Pass(TimeSpan.FromSeconds(2));
        Assert.Empty(runner.Append(runner.Lines(task, 2, 4, LogLevel.Error, LogSource.Error, "vier äöü 😀")));

        List<LogEntry> log = await room.LogAsync(id);
        Assert.Equal(["one", "two|;:\nof two lines", "", "vier äöü 😀"], log.Select(entry => entry.Text));
        Assert.Equal([1L, 2, 3, 4], log.Select(entry => entry.Number));
        Assert.All(log, entry => Assert.Equal((id, 1L, null), (entry.TaskId, entry.Starts, entry.Gap)));
        Assert.Equal((LogLevel.Information, LogSource.Output, first), (log[0].Level, log[0].Source, log[0].Time.ToUnixTimeMilliseconds()));
        Assert.Equal((LogLevel.Error, LogSource.Error, first + 2000), (log[3].Level, log[3].Source, log[3].Time.ToUnixTimeMilliseconds()));
    });

    [Theory, BothServers]
    public Task A_part_of_a_line_is_told_from_a_line_and_has_its_source(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take(id);
        LogAppend part = runner.Lines(task, 1, 1, LogLevel.Error, LogSource.Error, "a part");
        var text = part.Text.ToArray();
        int length = LogPacking.Write(text, room.Now, LogLevel.Error, LogSource.Error, "a part", 6, incomplete: true);
        Assert.Empty(runner.Append(part with { Text = text.AsMemory(0, length) }));
        Assert.Empty(runner.Append(runner.Lines(task, 2, 2, LogLevel.Error, LogSource.Error, " and the rest")));

        Assert.Equal([("a part", true, LogSource.Error), (" and the rest", false, LogSource.Error)], (await room.LogAsync(id)).Select(entry => (entry.Text, entry.IsIncomplete, entry.Source)));
        LogSlice errors = (await room.Store.ReadLogAsync(id, LogPlace.Beginning, new LogFilter(null, 0, (int)LogSource.Error, null, null), 10))!;
        LogSlice output = (await room.Store.ReadLogAsync(id, LogPlace.Beginning, new LogFilter(null, 0, (int)LogSource.Output, null, null), 10))!;
        Assert.Equal((2, 0), (errors.Entries.Count, output.Entries.Count));
    });

    [Theory, BothServers]
    public Task A_task_that_wrote_nothing_has_an_empty_log_and_one_that_is_not_there_none(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Assert.Empty(await room.LogAsync(id));
        Assert.Null(await room.Store.ReadLogAsync(TaskId.New(), LogPlace.Beginning, default, 10));
        Assert.Null(await room.Store.FindLogTailAsync(TaskId.New(), default, 10));
        Assert.Null(await room.Store.ReadFlowLogsAsync(TaskId.New(), 0, 0));
    });

    [Theory, BothServers]
    public Task Small_appends_that_follow_on_each_other_share_a_chunk(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take(id);
        for (int i = 1; i <= 50; i++)
        {
            Assert.Empty(runner.Append(runner.Lines(task, i, i, $"line {i}")));
        }

        Assert.Single((await room.RawAsync()).Hash("logs"));
        Assert.Equal(Enumerable.Range(1, 50).Select(i => $"line {i}"), await room.TextsAsync(id));
    });

    [Theory, BothServers]
    public Task A_repeated_append_adds_nothing(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take(id);
        LogAppend one = runner.Lines(task, 1, 1, "one"), two = runner.Lines(task, 2, 2, "two");
        Assert.Empty(runner.Append(one, two));
        string before = (await room.RawAsync()).Dump();
        Assert.Empty(runner.Append(one, two));
        Assert.Empty(runner.Append(two));
        Assert.Empty(runner.Append(one));
        Assert.Equal(before, (await room.RawAsync()).Dump());
        Assert.Empty(runner.Append(two, runner.Lines(task, 3, 3, "three")));
        Assert.Equal(["one", "two", "three"], await room.TextsAsync(id));
    });

    [Theory, BothServers]
    public Task An_append_counts_only_while_its_runner_holds_that_very_start(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync(), other = await room.AddAsync();
        Hand runner = await room.RunnerAsync(), stranger = await room.RunnerAsync();
        ClaimedTask first = runner.Take(id), beside = runner.Take(other);
        Assert.Empty(runner.Append(runner.Lines(first, 1, 1, "of the first start")));
        Assert.Equal([0], stranger.Append(runner.Lines(first, 2, 2, "of a stranger")));
        Assert.Equal([0, 2], runner.Append(
            runner.Lines(first with { Starts = 2 }, 2, 2, "too early"), runner.Lines(beside, 1, 1, "mine"), runner.Lines(first with { Starts = 0 }, 3, 3, "too late")));
        runner.End(first, Ending.HandedBack);
        Assert.Equal([0], runner.Append(runner.Lines(first, 2, 2, "after it was handed back")));
        ClaimedTask second = runner.Take(id);
        Assert.Equal([0], runner.Append(runner.Lines(first, 2, 2, "of a zombie"), runner.Lines(second, 1, 1, "of the second start")));
        runner.End(second);
        Assert.Equal([0], runner.Append(runner.Lines(second, 2, 2, "after the end")));

        Assert.Equal([(1L, 1L, "of the first start"), (2, 1, "of the second start")], (await room.LogAsync(id)).Select(entry => (entry.Starts, entry.Number, entry.Text)));
        Assert.Equal(["mine"], await room.TextsAsync(other));
    });

    [Theory, BothServers]
    public Task What_a_killed_runner_has_shipped_stays_readable_under_its_start(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand dead = await room.RunnerAsync(), other = await room.RunnerAsync();
        ClaimedTask task = dead.Take(id);
        dead.Append(dead.Lines(task, 1, 1, "before its death"));
        await HeartbeatTests.DieAsync(room, dead, other);
        Assert.Equal([0], dead.Append(dead.Lines(task, 2, 2, "after its death")));
        ClaimedTask again = other.Take(id);
        other.Append(other.Lines(again, 1, 1, "again"));
        other.End(again);
        Assert.Equal([(1L, "before its death"), (2, "again")], (await room.LogAsync(id)).Select(entry => (entry.Starts, entry.Text)));
        Assert.Equal(["again"], await room.TextsAsync(id, new LogQuery { Starts = 2 }));
        Assert.Empty(await room.TextsAsync(id, new LogQuery { Starts = 3 }));
    });

    [Theory, BothServers]
    public Task Filters_and_pages_give_each_line_once(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        var all = new List<(long Number, LogLevel Level, LogSource Source, long Ms)>();
        long appends = 0;
        for (int start = 1; start <= 3; start++)
        {
            ClaimedTask task = runner.Take(id);
            appends = 0;
            for (int i = 1; i <= 40; i++)
            {
                (LogLevel level, LogSource source) = (i % 10 == 0 ? LogLevel.Warning : LogLevel.Information, (LogSource)(i % 3));
                runner.Append(runner.Lines(task, ++appends, i, level, source, new string('x', 700)));
                all.Add((i, level, source, room.Now));
                room.Pass(TimeSpan.FromSeconds(1));
            }

            runner.End(task, start < 3 ? Ending.HandedBack : Ending.Passed);
        }

        long since = all[25].Ms, until = all[90].Ms;
        foreach (int limit in (int[])[1, 7, 1000])
        {
            async Task Same(LogQuery query, Func<(long Number, LogLevel Level, LogSource Source, long Ms), bool> fits) => Assert.Equal(
                all.Where(fits), (await room.LogAsync(id, query with { Limit = limit })).Select(entry => (entry.Number, entry.Level, entry.Source, entry.Time.ToUnixTimeMilliseconds())));

            await Same(new LogQuery(), _ => true);
            await Same(new LogQuery { MinimumLevel = LogLevel.Warning }, line => line.Level == LogLevel.Warning);
            await Same(new LogQuery { MinimumLevel = LogLevel.Error }, _ => false);
            await Same(new LogQuery { Source = LogSource.Error }, line => line.Source == LogSource.Error);
            await Same(new LogQuery { Since = TaskView.Time(since) }, line => line.Ms >= since);
            await Same(new LogQuery { Until = TaskView.Time(until) }, line => line.Ms <= until);
            await Same(new LogQuery { Since = TaskView.Time(since), Until = TaskView.Time(until), MinimumLevel = LogLevel.Warning, Source = LogSource.Output },
                line => line.Ms >= since && line.Ms <= until && line is { Level: LogLevel.Warning, Source: LogSource.Output });
        }

        foreach (int tail in (int[])[0, 1, 5, 23, 24, 60, 119, 120, 500])
        {
            Assert.Equal(all.TakeLast(tail).Select(line => line.Number), (await room.LogAsync(id, new LogQuery { Tail = tail })).Select(entry => entry.Number));
            Assert.Equal(all.Where(line => line.Level == LogLevel.Warning).TakeLast(tail).Select(line => line.Number),
                (await room.LogAsync(id, new LogQuery { Tail = tail, MinimumLevel = LogLevel.Warning })).Select(entry => entry.Number));
            Assert.Equal(all.Where(line => line.Source == LogSource.Error && line.Ms <= until).TakeLast(tail).Select(line => line.Ms),
                (await room.LogAsync(id, new LogQuery { Tail = tail, Source = LogSource.Error, Until = TaskView.Time(until) })).Select(entry => entry.Time.ToUnixTimeMilliseconds()));
        }
    }, watch: false);

    [Theory, BothServers]
    public Task Of_a_long_log_the_first_and_the_last_part_are_kept_and_the_cut_is_told_in_its_place(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take(id);
        const int lines = 500;
        for (int i = 1; i <= lines; i++)
        {
            runner.Append(runner.Lines(task, i, i, new string('x', 1000)));
        }

        List<LogEntry> log = await room.LogAsync(id);
        LogEntry cut = Assert.Single(log, entry => entry.Gap is not null);
        Assert.Equal((LogSource.Runner, LogLevel.Warning), (cut.Source, cut.Level));
        Assert.Equal(lines, log.Count - 1 + cut.Gap!.Lines);
        int at = log.IndexOf(cut);
        Assert.Equal(Enumerable.Range(1, at), log.Take(at).Select(entry => (int)entry.Number));
        Assert.Equal(at + 1, cut.Number);
        Assert.Equal(Enumerable.Range(lines - (log.Count - at - 2), log.Count - at - 1), log.Skip(at + 1).Select(entry => (int)entry.Number));
        Assert.InRange(at, 25, 33);
        Assert.InRange(log.Count - at, 25, 50);
        long stored = (await room.RawAsync()).Hash("logs").Values.Sum(chunk => (long)chunk.Length);
        Assert.InRange(stored, 40 * 1024, StoreRoom.LogLimits.Bytes + LogPacking.ChunkBytes);

        // The same in pages, and from a place that was cut meanwhile.
        Assert.Equal(log, await room.LogAsync(id, new LogQuery { Limit = 3 }));
        Assert.Equal(["x", "x"], (await room.TextsAsync(id, new LogQuery { Tail = 2 })).Select(text => text[..1]));
        LogSlice early = (await room.Store.ReadLogAsync(id, LogPlace.Beginning, default, log.Count - 1))!;
        for (int i = lines + 1; i <= lines + 200; i++)
        {
            runner.Append(runner.Lines(task, i, i, new string('y', 1000)));
        }

        LogSlice late = (await room.Store.ReadLogAsync(id, early.Next, default, 1000))!;
        Assert.Equal(lines + 200, early.Entries[^1].Number + late.Entries.Sum(entry => entry.Gap?.Lines ?? 1));
    }, watch: false);

    [Theory, BothServers]
    public Task The_number_of_lines_is_bounded_too(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take(id);
        for (int i = 0; i < 50; i++)
        {
            runner.Append(runner.Lines(task, i + 1, (i * 100) + 1, [.. Enumerable.Repeat("", 100)]));
        }

        List<LogEntry> log = await room.LogAsync(id);
        Assert.InRange(log.Count, 800, 2000);
        Assert.Equal(5000, log.Sum(entry => entry.Gap?.Lines ?? 1));
    }, watch: false);

    [Theory, BothServers]
    public Task Of_many_attempts_the_latest_are_kept_and_what_went_is_told(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync(StoreRoom.Spec() with { Retries = 50 });
        Hand runner = await room.RunnerAsync();
        for (int attempt = 1; attempt <= 40; attempt++)
        {
            ClaimedTask task = runner.Take(id);
            for (int i = 1; i <= 5; i++)
            {
                runner.Append(runner.Lines(task, i, i, new string('x', 12_000)));
            }

            runner.End(task, Ending.Failed);
        }

        List<LogEntry> log = await room.LogAsync(id);
        Assert.InRange((await room.RawAsync()).Hash("logs").Values.Sum(chunk => (long)chunk.Length), 200_000, StoreRoom.LogLimits.TaskBytes + 20_000);
        Assert.Equal(32, log.Select(entry => entry.Starts).Distinct().Count());
        Assert.Equal(5, log.Count(entry => entry.Starts == 40));
        Assert.Equal([5L], log.Where(entry => entry.Starts == 9).Select(entry => entry.Gap!.Lines));
        Invariants.Check(await room.RawAsync(), "40 attempts");
    }, watch: false);

    [Theory, BothServers]
    public Task Lines_that_were_dropped_before_they_came_here_are_told(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync();
        ClaimedTask task = runner.Take(id);
        runner.Append(runner.Lines(task, 1, 1, "first"), runner.Lines(task, 2, 101, "last"));
        List<LogEntry> log = await room.LogAsync(id);
        Assert.Equal([null, 99L, null], log.Select(entry => entry.Gap?.Lines));
        Assert.Equal([1L, 2, 101], log.Select(entry => entry.Number));
    });

    [Theory, BothServers]
    public Task Logs_go_with_their_tasks(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        async Task<string> Logged(Func<Task<string>> add)
        {
            string id = await add();
            ClaimedTask task = runner.Take(id);
            for (int i = 1; i <= 10; i++)
            {
                runner.Append(runner.Lines(task, i, i, new string('x', 7000)));
            }

            runner.End(task);
            return id;
        }

        string deleted = await Logged(() => room.AddAsync());
        await room.Store.DeleteTaskAsync(deleted);
        Assert.DoesNotContain(deleted, (await room.RawAsync()).Dump("live"));

        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()]);
        await Logged(() => Task.FromResult(flow.TaskIds[0][0]));
        await room.Store.DeleteFlowAsync(flow.Id);
        Assert.DoesNotContain(flow.TaskIds[0][0], (await room.RawAsync()).Dump("live"));

        string expired = await Logged(() => room.AddAsync());
        room.Pass(TimeSpan.FromDays(1));
        Assert.Null(await room.Store.ReadLogAsync(expired, LogPlace.Beginning, default, 10));
        await room.SweepAsync();
        Assert.DoesNotContain(expired, (await room.RawAsync()).Dump("live"));

        await room.KeepAsync(TaskState.Passed, TimeSpan.Zero);
        string atOnce = await Logged(() => room.AddAsync());
        Assert.Empty((await room.RawAsync()).Hash("logs"));
        Assert.Empty(await room.LogAsync(atOnce));
    });

    [Theory, BothServers]
    public Task Logs_may_go_before_their_tasks(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        string id = await room.AddAsync();
        ClaimedTask task = runner.Take(id);
        runner.Append(runner.Lines(task, 1, 1, "kept for an hour"));
        runner.End(task);
        await room.Store.SetLogRetentionAsync(TimeSpan.FromHours(1));
        room.Pass(TimeSpan.FromMinutes(59));
        Assert.Single(await room.LogAsync(id));
        Assert.False((await room.Store.PatrolAsync(runner.Keys, PatrolPlace.Start, TimeSpan.Zero)).Sweep);
        room.Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(await room.LogAsync(id));
        Assert.True((await room.Store.PatrolAsync(runner.Keys, PatrolPlace.Start, TimeSpan.Zero)).Sweep);
        await room.SweepAsync();
        Assert.Empty((await room.RawAsync()).Hash("logs"));
        Assert.Equal(TaskState.Passed, (await room.TaskAsync(id)).State);

        // 0: with the end of the task, of a workflow's too; null: as the task.
        await room.Store.SetLogRetentionAsync(TimeSpan.Zero);
        NewFlow flow = await room.AddFlowAsync([StoreRoom.Spec()], [StoreRoom.Spec()]);
        ClaimedTask first = runner.Take();
        runner.Append(runner.Lines(first, 1, 1, "gone at the end"));
        room.Pass(TimeSpan.FromHours(2));
        await room.SweepAsync();
        Assert.Single(await room.LogAsync(first.Id));
        runner.End(first);
        Assert.Empty((await room.RawAsync()).Hash("logs"));
        await room.Store.SetLogRetentionAsync(null);
        ClaimedTask second = runner.Take();
        runner.Append(runner.Lines(second, 1, 1, "kept"));
        runner.End(second);
        room.Pass(TimeSpan.FromHours(23));
        await room.SweepAsync();
        Assert.Single(await room.LogAsync(second.Id));
    });

    [Theory, BothServers]
    public Task A_log_that_expired_while_its_task_runs_begins_anew_and_places_stay_good(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        await room.Store.SetLogRetentionAsync(TimeSpan.FromHours(1));
        Hand runner = await room.RunnerAsync();
        string id = await room.AddAsync();
        ClaimedTask task = runner.Take(id);
        for (int i = 1; i <= 5; i++)
        {
            runner.Append(runner.Lines(task, i, i, new string('x', 9000)));
        }

        LogPlace place = (await room.Store.ReadLogAsync(id, LogPlace.Beginning, default, 10))!.Next;
        room.Pass(TimeSpan.FromHours(1));
        runner.Beat();
        await room.SweepAsync();
        Assert.Empty((await room.RawAsync()).Hash("logs"));
        runner.Append(runner.Lines(task, 6, 6, "after the silence"));
        Assert.Equal([(6L, "after the silence")], (await room.Store.ReadLogAsync(id, place, default, 10))!.Entries.Select(entry => (entry.Number, entry.Text)));
        Assert.Equal([5L, null], (await room.LogAsync(id)).Select(entry => entry.Gap?.Lines));
    });

    [Theory, BothServers]
    public Task Many_large_logs_are_swept_in_slices(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        await room.AddManyAsync(60);
        NewFlow flow = await room.AddFlowAsync([.. Enumerable.Repeat(StoreRoom.Spec(), 60)]);
        var limits = new LogLimits(1024 * 1024, 100_000);
        foreach (ClaimedTask task in runner.Claim(120).Claims)
        {
            // Gaps between the appends: a chunk each.
            LogAppend[] appends = [.. Enumerable.Range(1, 60).Select(i => runner.Lines(task, i, 2 * i, "x"))];
            Assert.Empty(room.Redis.AppendLogs(runner.Keys.Incarnation, appends, limits));
        }

        runner.EndAll();
        Assert.Equal(120 * 60, (await room.RawAsync()).Hash("logs").Count);
        Assert.Equal(60, (await room.Store.ReadFlowLogsAsync(flow.Id, 0, 0))!.Tasks.Count);
        room.Pass(TimeSpan.FromDays(2));
        int calls = 1;
        for (; await room.Store.SweepAsync(); calls++)
        {
            Assert.True(calls < 30);
        }

        Assert.InRange(calls, 2, 29);
        Assert.Empty((await room.RawAsync()).Keys.Except(["meta", "names", "runners", "live", "beats", "holders"]));
    }, watch: false);

    [Theory, BothServers]
    public Task A_purge_takes_logs_too(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        await room.AddAsync();
        ClaimedTask task = runner.Take();
        runner.Append(runner.Lines(task, 1, 1, "x"));
        runner.End(task);
        await runner.LeaveAsync();
        await room.Store.PurgeAsync(force: false);
        Assert.Empty((await room.RawAsync()).Keys);
    });

    [Theory, BothServers]
    public Task The_tasks_of_a_workflow_that_have_a_log_are_found(ServerKind kind) => StoreRoom.RunAsync(kind, async room =>
    {
        Hand runner = await room.RunnerAsync();
        NewFlow flow = await room.AddFlowAsync([.. Enumerable.Repeat(StoreRoom.Spec(), 700)], [StoreRoom.Spec()]);
        ClaimedTask[] tasks = [.. runner.Claim(700).Claims];
        long opened = room.Now;
        runner.Append(runner.Lines(tasks[3], 1, 1, "x"), runner.Lines(tasks[600], 1, 1, "y", "z"));
        FlowLogs rowOne = (await room.Store.ReadFlowLogsAsync(flow.Id, 0, 0))!, rowTwo = (await room.Store.ReadFlowLogsAsync(flow.Id, 0, 1))!;
        Assert.Equal([(tasks[3].Id, opened, "1:2")], rowOne.Tasks.Select(task => (task.Id, task.OpenedMs, task.Mark)));
        Assert.Equal([(tasks[600].Id, opened, "1:3")], rowTwo.Tasks.Select(task => (task.Id, task.OpenedMs, task.Mark)));
        Assert.Equal((0, false), (rowOne.Stage, rowOne.Ended));
        runner.EndAll();
        runner.End(runner.Take());
        Assert.Equal((2, true), ((await room.Store.ReadFlowLogsAsync(flow.Id, 1, 0))!.Stage, (await room.Store.ReadFlowLogsAsync(flow.Id, 1, 0))!.Ended));
    }, watch: false);
}
