using System.Diagnostics;
using Taskue.Proof.Schedules.Engine;
using Taskue.Store;

namespace Taskue.Proof.Schedules.Scenarios;

// How calls come, and what becomes of them on the way.
internal sealed partial class Ledger
{
    public override ExchangeReply Exchange(RunnerKeys runner, Exchange call, BlockingConnection? connection = null, Action? meanwhile = null)
    {
        if (rows.TryGetValue(runner.Incarnation, out Row? row) && row is { Lives: false, Buried: false })
        {
            Scheduler.Fail("a call of a runner that has left");
        }

        ExchangeReply reply = Call("exchange", () => Apply(runner.Incarnation, call), meanwhile);
        if (row is not null && reply.Code == ExchangeCode.Ok)
        {
            foreach (FinishedStart finished in call.Finished)
            {
                row.Given.Remove(finished.Id);
            }

            foreach (ClaimedTask claim in reply.Claims)
            {
                row.Given[claim.Id] = claim.Starts;
            }
        }

        return reply;
    }

    public override HeartbeatReply Heartbeat(RunnerKeys runner, TimeSpan period, TimeSpan expiry, BlockingConnection? connection = null) =>
        Call("heartbeat", () =>
        {
            Row row = rows[runner.Incarnation];
            JudgeTime("the next heartbeat", row.BeatAt, HeartbeatInterval + AtOnce);
            row.BeatAt = Now;
            return new HeartbeatReply(!row.Lives, row.Lives ? Command : RunnerCommand.None);
        });

    public override IReadOnlyList<string>? Resync(
        RunnerKeys runner, long lastCall, IReadOnlyList<(string Id, long Starts)> held, BlockingConnection? connection = null) =>
        Call("resync", () =>
        {
            Row row = rows[runner.Incarnation];
            if (!row.Lives)
            {
                return null;
            }

            foreach ((string id, long start) in row.Given)
            {
                if (active.TryGetValue(id, out (string Incarnation, long Starts) one) && one == (runner.Incarnation, start) && !held.Contains((id, start)))
                {
                    Scheduler.Fail($"a resync does not name {id}, which the runner was given");
                }
            }

            row.Number = lastCall;
            (row.Call, row.Reply) = (null, null);
            Release(runner.Incarnation, id => !held.Contains((id, active[id].Starts)));
            return held.Where(one => !active.TryGetValue(one.Id, out (string, long) present) || present != (runner.Incarnation, one.Starts)).Select(one => one.Id).ToArray();
        });

    public override Task<RegisterReply> RegisterAsync(RunnerKeys runner, RunnerRow row, TimeSpan period, TimeSpan expiry) =>
        CallAsync("register", () =>
        {
            if (NameTaken)
            {
                return new RegisterReply(Taken: true, TimeSpan.FromSeconds(1), Now);
            }

            rows.TryAdd(runner.Incarnation, new Row(runner.Incarnation));
            return default;
        });

    public override Task<bool> AnnounceAsync(RunnerKeys runner, string text) => CallAsync("announce", () => rows[runner.Incarnation].Lives);

    public override Task<bool> LeaveAsync(RunnerKeys runner, bool stopped) => CallAsync("leave", () =>
    {
        Row row = rows[runner.Incarnation];
        if (!row.Lives)
        {
            return false;
        }

        row.StoppingAt ??= row.Highest;
        if (stopped)
        {
            row.Lives = false;
            Release(runner.Incarnation, _ => true);
        }

        return true;
    });

    public override Task<PatrolReply> PatrolAsync(RunnerKeys runner, PatrolPlace place, TimeSpan pastDeadline) =>
        CallAsync("patrol", () => new PatrolReply(place, 0, 0, Sweep: false, [], [], []));

    public override IReadOnlyList<int> AppendLogs(
        string incarnation, IReadOnlyList<LogAppend> appends, LogLimits limits, bool lost = false, BlockingConnection? connection = null)
    {
        if (FreezesNextAppend is var frozen && frozen > TimeSpan.Zero)
        {
            FreezesNextAppend = TimeSpan.Zero;
            Scheduler.Wait("a thread that is frozen", static () => false, Scheduler.In(frozen));
            throw Lost("append");
        }

        return Call("append", () =>
        {
            var refused = new List<int>();
            for (int i = 0; i < appends.Count; i++)
            {
                if (active.TryGetValue(appends[i].Id, out (string, long) one) && one == (incarnation, appends[i].Starts))
                {
                    logged.Add((appends[i].Id, appends[i].Starts));
                }
                else
                {
                    refused.Add(i);
                }
            }

            return refused;
        });
    }

    private TReply Call<TReply>(string what, Func<TReply> apply, Action? meanwhile = null)
    {
        Scheduler.Point($"store: {what}");
        bool fails = Away || (Loses > 0 && dice.OneIn(Loses));
        if (fails && dice.OneIn(3))
        {
            throw Lost(what); // there is no connection
        }

        bool arrives = !fails || (!Away && dice.OneIn(2)), before = dice.OneIn(2);
        TReply reply = arrives && before ? apply() : default!;
        meanwhile?.Invoke();
        Scheduler.Wait($"store: answer to {what}", static () => false, Scheduler.In(TimeSpan.FromMilliseconds(Slow == 0 ? 0 : dice.Below(Slow + 1))));
        reply = arrives && !before ? apply() : reply;
        if (fails && !arrives && !Away && dice.OneIn(3))
        {
            Scheduler.Here.Scheduler.Add($"delayed {what}", FlowKind.Step, () => apply());
        }

        Scheduler.Point($"store: answer to {what}");
        return fails ? throw Lost(what) : reply;
    }

    private async Task<TReply> CallAsync<TReply>(string what, Func<TReply> apply)
    {
        Scheduler.Point($"store: {what}");
        bool fails = Away || (Loses > 0 && dice.OneIn(Loses));
        await Task.Yield();
        TReply reply = !fails || (!Away && dice.OneIn(2)) ? apply() : default!;
        await Task.Delay(TimeSpan.FromMilliseconds(Slow == 0 ? 0 : dice.Below(Slow + 1)), VirtualClock.Instance);
        return fails ? throw Lost(what) : reply;
    }

    private static StoreException Lost(string what) => new(ErrorCodes.StoreUnavailable, $"{what}: planned") { IsTransient = true };
}
