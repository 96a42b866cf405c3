using Taskue.Store.Tests.Conformance;
using Taskue.TestSupport;
using Xunit.Sdk;

namespace Taskue.Store.Tests;

/// <summary>Each invariant's check is held against scripts in which its rule was broken: it must notice, and find no fault with the true ones.</summary>
public sealed class BrokenCopyTests
{
    [Fact]
    public Task Conservation_notices_a_retry_that_stays_active() => Notices(ConservedAsync, "exchange", "bulk('HDEL', active, released)\nholding", "holding");

    [Fact]
    public Task Conservation_notices_a_recovery_that_queues_and_keeps() => Notices(ConservedAsync, "recover", "bulk('HDEL', active, released)", "");

    [Fact]
    public Task Conservation_notices_a_held_task_that_is_queued_too() =>
        Notices(ConservedAsync, "exchange", "others.remember(task, 'held'", "others.requeue(task, 'LPUSH')\n      others.remember(task, 'held'");

    [Fact]
    public Task Conservation_notices_a_claim_that_loses_the_task() => Notices(ConservedAsync, "exchange", "bulk('HSET', active, writes)", "");

    [Fact]
    public Task One_truth_notices_a_fence_without_the_runner() =>
        Notices(OneTruthAsync, "exchange", "holder == me and starts == claimed and", "starts == claimed and");

    [Fact]
    public Task One_truth_notices_a_fence_without_the_start() =>
        Notices(OneTruthAsync, "exchange", "holder == me and starts == claimed and", "holder == me and");

    [Fact]
    public Task One_truth_notices_starts_that_do_not_rise() => Notices(OneTruthAsync, "exchange", "num(tonumber(starts) + 1)", "starts");

    [Fact]
    public Task Repeatability_notices_a_repeated_exchange_that_claims_again() => Notices(RepeatableAsync, "exchange", "if number == last then", "if false then");

    [Fact]
    public Task Repeatability_notices_a_number_that_is_not_checked() =>
        Notices(RepeatableAsync, "exchange", "if number ~= last and number ~= last + 1 then", "if false then");

    [Fact]
    public Task Repeatability_notices_a_repeated_enqueue_that_queues_again() =>
        Notices(RepeatableAsync, "enqueue", "if allNew or call('HSETNX', tasks, id, specs[i + 1]) == 1 then", "call('HSET', tasks, id, specs[i + 1])\n    if true then");

    [Fact]
    public Task Repeatability_notices_an_enqueue_that_takes_every_id_for_new() =>
        Notices(RepeatableAsync, "enqueue", "2 * bulk('ZADD', index, order) == #specs", "bulk('ZADD', index, order) >= 0");

    [Fact]
    public Task Repeatability_notices_a_workflow_that_is_stored_twice() =>
        Notices(RepeatableAsync, "enqueue_flow", "if call('HEXISTS', flows, id) == 1 then return { 'twice' } end", "");

    [Fact]
    public Task Progress_notices_a_grace_without_end() => Notices(ProgressAsync, "shared/pulse", "return now < grace", "return true");

    [Fact]
    public Task Progress_notices_a_recovery_that_forgets_to_queue() => Notices(ProgressAsync, "recover", "requeue(task, 'LPUSH')", "");

    [Fact]
    public Task Stages_notice_one_that_is_closed_too_early() => Notices(StagesAsync, "shared/flow", "if not size or row.left > 0 then break end", "");

    [Fact]
    public Task Stages_notice_one_that_advances_after_its_first_task() =>
        Notices(StagesAsync, "shared/flow", "if row.left == 0 then endings[#endings + 1] = row end", "row.left = 0\n  endings[#endings + 1] = row");

    [Fact]
    public Task Stages_notice_a_later_one_that_is_queued_at_once() => Notices(StagesAsync, "enqueue_flow", "if ARGV[i + 1] == '1' or part ~= 'all' then", "if false then");

    [Fact]
    public Task Isolation_notices_a_key_of_another_namespace() =>
        Notices(IsolationAsync, "enqueue", "call('SADD', names, queue.name)", "call('SADD', names, queue.name)\n    call('SADD', (string.gsub(names, 'room%-%d+', 'room-0')), queue.name)");

    [Fact]
    public Task Bounds_notice_a_loop_without_a_budget() => Notices(BoundsAsync, "shared/flow", "local moved = budget > 0 and moveChunk(row, list)", "local moved = moveChunk(row, list)");

    [Fact]
    public Task Bounds_notice_attempts_without_an_end() => Notices(BoundsAsync, "shared/entry", "if count > 32 then", "if false then");

    [Fact]
    public Task Bounds_notice_a_claim_over_the_free_slots() => Notices(BoundsAsync, "exchange", "call('LPOP', queue.list, want)", "call('LPOP', queue.list, want + 1)");

    [Fact]
    public Task Residue_is_noticed_in_the_index() => Notices(NoResidueAsync, "shared/drop", "bulk('ZREM', index, ids)", "");

    [Fact]
    public Task Residue_is_noticed_in_blobs() => Notices(NoResidueAsync, "shared/drop", "bulk('HDEL', blobs, large)", "");

    [Fact]
    public Task Residue_is_noticed_of_a_workflow() => Notices(NoResidueAsync, "shared/drop", "call('HDEL', stages, id .. '|' .. num(stage))", "");

    [Fact]
    public Task Residue_is_noticed_of_runners() => Notices(NoResidueAsync, "sweep", "call('HDEL', holders, name)", "");

    [Fact]
    public Task Residue_is_noticed_in_logs() => Notices(NoResidueAsync, "shared/log_drop", "bulk('HDEL', logs, names)", "");

    [Fact]
    public Task Residue_is_noticed_of_logs_that_stay_behind_their_task() => Notices(
        NoResidueAsync, new ScriptEdit("sweep", "if dropLogs(ids, LOG_CHUNKS) then", "if true then"), new ScriptEdit("sweep", "dropLogs(strays, LOG_CHUNKS)", ""),
        new ScriptEdit("shared/sweepable", " or call('HEXISTS', tasks, first[1]) == 0", ""));

    [Fact]
    public Task Logs_notice_a_fence_without_the_runner() =>
        Notices(LoggedAsync, "append_logs", "row.incarnation ~= me or row.starts ~= starts", "row.starts ~= starts");

    [Fact]
    public Task Logs_notice_a_fence_without_the_start() =>
        Notices(LoggedAsync, "append_logs", "row.incarnation ~= me or row.starts ~= starts", "row.incarnation ~= me");

    [Fact]
    public Task Logs_notice_a_repeated_append() => Notices(LoggedAsync, "append_logs", "if seq > one.seq then", "if true then");

    [Fact]
    public Task Bounds_notice_a_log_without_an_end() => Notices(LoggedAsync, "append_logs", "one.bytes > mostBytes or one.lines > mostLines", "false");

    [Fact]
    public Task Bounds_notice_attempts_whose_logs_are_all_kept() => Notices(LoggedAsync, "append_logs", "if sum <= mostOfTask or", "if true or");

    private static Task Notices(Func<StoreRoom, Task> check, string source, string find, string replacement) => Notices(check, new ScriptEdit(source, find, replacement));

    private static async Task Notices(Func<StoreRoom, Task> check, params ScriptEdit[] edits)
    {
        await RunAsync(check, ScriptSet.Default);
        await Assert.ThrowsAnyAsync<XunitException>(() => RunAsync(check, EditedScripts.Set(edits)));
    }

    private static async Task RunAsync(Func<StoreRoom, Task> check, ScriptSet scripts)
    {
        StoreRoom room = await StoreRoom.OpenAsync(scripts);
        try
        {
            await check(room);
        }
        finally
        {
            await room.ClearAsync();
        }
    }

    private static async Task LoggedAsync(StoreRoom room)
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync(), other = await room.RunnerAsync();
        ClaimedTask first = runner.Take(id);
        LogAppend line = runner.Lines(first, 1, 1, "one");
        runner.Append(line, line);
        runner.Append(line);
        runner.End(first, Ending.HandedBack);
        ClaimedTask task = runner.Take(id);
        runner.Append(runner.Lines(first, 2, 2, "of a zombie"));
        other.Append(runner.Lines(task, 1, 1, "of a stranger"));
        Assert.Equal(["one"], await room.TextsAsync(id));
        Invariants.Check(await room.RawAsync(), "the appends");
        for (int attempt = 0; attempt < 8; attempt++)
        {
            for (int i = 1; i <= 10; i++)
            {
                runner.Append(runner.Lines(task, i, i, new string('x', 15_000)));
            }

            runner.End(task, Ending.HandedBack);
            task = runner.Take(id);
        }

        Raw raw = await room.RawAsync();
        Invariants.Check(raw, "a long log");
        Assert.InRange(raw.Hash("logs").Values.Sum(chunk => (long)chunk.Length), 1, StoreRoom.LogLimits.TaskBytes + (2 * LogPacking.ChunkBytes));
        Assert.All(raw.Hash("logs").GroupBy(chunk => chunk.Key[..24]), attempt =>
            Assert.InRange(attempt.Sum(chunk => (long)chunk.Value.Length), 1, StoreRoom.LogLimits.Bytes + (2 * LogPacking.ChunkBytes)));
    }

    private static async Task ConservedAsync(StoreRoom room)
    {
        await room.AddManyAsync(6, i => StoreRoom.Spec() with { Retries = 2 });
        Hand runner = await room.RunnerAsync(), dead = await room.RunnerAsync();
        dead.Claim(2);
        ClaimedTask[] four = [.. runner.Claim(4).Claims];
        Invariants.Check(await room.RawAsync(), "the claims");
        runner.Finish(0, [runner.Result(four[0]), runner.Result(four[1], Ending.Failed), runner.Result(four[2], Ending.HandedBack), runner.Result(four[3], Ending.Held)]);
        Invariants.Check(await room.RawAsync(), "the results");
        for (int i = 0; i < 4; i++)
        {
            room.Pass(StoreRoom.Period);
            runner.Beat();
        }

        await room.Store.RecoverAsync(new LostRunner(dead.Keys.Incarnation, ["default"]), StoreRoom.Period, StoreRoom.Expiry, 3);
        Invariants.Check(await room.RawAsync(), "the recovery");
    }

    private static async Task OneTruthAsync(StoreRoom room)
    {
        string id = await room.AddAsync();
        Hand runner = await room.RunnerAsync(), other = await room.RunnerAsync();
        ClaimedTask first = runner.Take(id);
        runner.End(first, Ending.HandedBack);
        ClaimedTask second = runner.Take(id);
        Assert.Equal([id], runner.End(first, Ending.Failed).Refused);
        Assert.Equal([id], other.End(second, Ending.Failed).Refused);
        Assert.Empty(runner.End(second).Refused);
        Assert.Equal([id], runner.End(second, Ending.Failed).Refused);
        Assert.Equal(TaskState.Passed, (await room.TaskAsync(id)).State);
    }

    private static async Task RepeatableAsync(StoreRoom room)
    {
        NewTask task = new(TaskId.New(), StoreRoom.Spec());
        NewFlow flow = StoreRoom.Flow([StoreRoom.Spec()], [StoreRoom.Spec()]);
        await Twice(() => room.Store.EnqueueAsync([task]));
        await Twice(() => room.Store.EnqueueFlowAsync(flow));
        await room.AddManyAsync(3);
        Hand runner = await room.RunnerAsync();
        foreach (long number in (long[])[1, 2])
        {
            FinishedStart[] finished = [.. runner.Holds.Values.Select(one => runner.Result(one))];
            await Twice(() =>
            {
                runner.Call(new Exchange { Number = number, Free = 2, DefaultTimeout = TimeSpan.FromHours(1), Strict = false, Park = false, Finished = finished });
                return Task.CompletedTask;
            });
        }

        string before = (await room.RawAsync()).Dump();
        Assert.Equal(ExchangeCode.Behind, runner.Call(new Exchange
        {
            Number = 1, Free = 2, DefaultTimeout = TimeSpan.FromHours(1), Strict = false, Park = false, Finished = [],
        }).Code);
        Assert.Equal(before, (await room.RawAsync()).Dump());

        async Task Twice(Func<Task> call)
        {
            await call();
            string before = (await room.RawAsync()).Dump();
            room.Pass(TimeSpan.FromMilliseconds(5));
            await call();
            Assert.Equal(before, (await room.RawAsync()).Dump());
        }
    }

    private static async Task ProgressAsync(StoreRoom room)
    {
        string id = await room.AddAsync();
        Hand dead = await room.RunnerAsync(), other = await room.RunnerAsync();
        dead.Take(id);
        for (int i = 0; i < 5; i++)
        {
            room.Pass(StoreRoom.Period);
            other.Beat();
        }

        for (int i = 0; i < 5; i++)
        {
            await room.Store.RecoverAsync(new LostRunner(dead.Keys.Incarnation, ["default"]), StoreRoom.Period, StoreRoom.Expiry, 3);
        }

        Assert.Equal(id, Assert.Single(other.Claim(1).Claims).Id);
    }

    private static async Task StagesAsync(StoreRoom room)
    {
        await room.AddFlowAsync([StoreRoom.Spec(), StoreRoom.Spec()], [StoreRoom.Spec()]);
        Invariants.Check(await room.RawAsync(), "the enqueue");
        Hand runner = await room.RunnerAsync();
        runner.End(runner.Claim(2).Claims[0]);
        Invariants.Check(await room.RawAsync(), "the first end");
        Assert.Empty(runner.Claim(5).Claims);
        runner.EndAll();
        Invariants.Check(await room.RawAsync(), "the second end");
        Assert.Single(runner.Claim(5).Claims);
    }

    private static async Task IsolationAsync(StoreRoom room)
    {
        string other = $"{StoreRoom.Prefix}:{{room-0:0}}:";
        string before = (await Raw.ReadAsync(room.Database, other)).Dump();
        await ListTests.MixAsync(room);
        string after = (await Raw.ReadAsync(room.Database, other)).Dump();
        await room.Database.KeyDeleteAsync(other + "names");
        Assert.Equal(before, after);
    }

    private static async Task BoundsAsync(StoreRoom room)
    {
        string id = await room.AddAsync(StoreRoom.Spec() with { Retries = 40 });
        Hand runner = await room.RunnerAsync();
        for (int i = 0; i < 35; i++)
        {
            runner.End(runner.Take(id), Ending.Failed);
        }

        Assert.Equal(32, (await room.TaskAsync(id)).EarlierAttempts.Count);
        runner.End(runner.Take(id));
        await room.AddFlowAsync([StoreRoom.Spec()], [.. Enumerable.Repeat(StoreRoom.Spec(), 2500)]);
        runner.End(runner.Take());
        Assert.InRange((await room.RawAsync()).List("q0:default").Count, 1, 1000);
        Assert.Equal(3, runner.Claim(3).Claims.Count);
    }

    private static async Task NoResidueAsync(StoreRoom room)
    {
        Hand runner = await room.RunnerAsync();
        await room.AddAsync(StoreRoom.Spec(arguments: "[\"" + new string('x', 2000) + "\"]"));
        await room.AddFlowAsync([StoreRoom.Spec()], [StoreRoom.Spec()]);
        while (runner.Claim(5).Claims.Count > 0)
        {
            runner.Append([.. runner.Holds.Values.Select(task => runner.Lines(task, 1, 1, "a line"))]);
            runner.EndAll();
        }

        await runner.LeaveAsync();
        room.Pass(TimeSpan.FromDays(30));
        await room.SweepAsync();
        Invariants.CheckNoResidue(await room.RawAsync());
    }
}
