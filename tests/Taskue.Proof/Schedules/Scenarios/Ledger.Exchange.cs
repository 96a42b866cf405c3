using Taskue.Proof.Schedules.Engine;
using Taskue.Store;

namespace Taskue.Proof.Schedules.Scenarios;

// The transition that takes results and gives tasks.
internal sealed partial class Ledger
{
    private readonly HashSet<(string Id, long Starts)> logged = [];

    private ExchangeReply Apply(string incarnation, Exchange call)
    {
        if (!rows.TryGetValue(incarnation, out Row? row) || !row.Lives)
        {
            return new ExchangeReply(ExchangeCode.Gone);
        }

        row.Highest = Math.Max(row.Highest, call.Number);
        if (call.Number == row.Number && row.Reply is not null)
        {
            if (!ReferenceEquals(call, row.Call))
            {
                Scheduler.Fail($"call {call.Number} is repeated, and is another one");
            }

            return row.Reply;
        }

        if (call.Number != row.Number + 1)
        {
            return new ExchangeReply(ExchangeCode.Behind);
        }

        if (row.WokenAt is { } woken)
        {
            JudgeTime("hearing a wake-up", woken, AtOnce);
            row.WokenAt = null;
        }

        JudgeTime("silence of the heartbeat", row.BeatAt, HeartbeatInterval + AtOnce);
        bool forgets = ForgetsNextEnd && call.Finished.Count > 0;
        if (forgets)
        {
            Remember();
        }

        row.Parked = false;
        row.Number = call.Number;
        row.Call = call;
        string[] refused = [.. call.Finished.Where(finished => !Take(row, finished)).Select(finished => finished.Id)];
        ClaimedTask[] claims = Claim(row, call);
        row.Parked = call.Park && claims.Length < call.Free;
        ExchangeReply reply = row.Reply = new ExchangeReply(ExchangeCode.Ok) { Command = Command, Refused = refused, Claims = claims };
        if (forgets)
        {
            RollBack();
            ForgetsNextEnd = false;
        }

        return reply;
    }

    private bool Take(Row row, FinishedStart finished)
    {
        if (!active.TryGetValue(finished.Id, out (string Incarnation, long Starts) holder) || holder != (row.Incarnation, finished.Starts))
        {
            if (!Refuses)
            {
                Scheduler.Fail($"a result of {finished.Id}, start {finished.Starts}, which the runner does not hold");
            }

            return false;
        }

        if (!told.Add((finished.Id, finished.Starts)) && !bodies.Repeats)
        {
            Scheduler.Fail($"{finished.Id}, start {finished.Starts}, ends twice");
        }

        Judge(finished, bodies.Attempts[(finished.Id, finished.Starts)]);
        active.Remove(finished.Id);
        if (finished.Ending == Ending.HandedBack)
        {
            queue.Insert(0, finished.Id);
            Wake();
        }
        else
        {
            done.Add(finished.Id, finished.Ending);
        }

        return true;
    }

    /// <summary>Whether an outcome is true, and told when it should be.</summary>
    private void Judge(FinishedStart finished, Attempt attempt)
    {
        if (bodies.Repeats)
        {
            return; // its number may have been given twice
        }

        attempt.Told = finished;
        bool truly = finished.Ending switch
        {
            Ending.Passed => attempt is { EndedAt: not null, Threw: false },
            Ending.Failed => attempt is { EndedAt: not null, Threw: true },
            Ending.TimedOut => System.Diagnostics.Stopwatch.GetElapsedTime(attempt.ClaimedAt, Now) >= TaskTimeout,
            Ending.HandedBack => StopAsked,
            _ => false,
        };
        if (!truly)
        {
            Scheduler.Fail($"{finished.Id}, start {finished.Starts}, is told to have ended {finished.Ending}: {System.Text.Encoding.UTF8.GetString(finished.Tail)}");
        }

        if (attempt.Logged && finished.Ending is not Ending.HandedBack && bodies.Quiet && !logged.Contains((finished.Id, finished.Starts)))
        {
            Scheduler.Fail($"{finished.Id}, start {finished.Starts}, is final, and its log is not with the store");
        }

        if (finished.Ending is Ending.Passed or Ending.Failed)
        {
            JudgeTime($"telling the end of {finished.Id}", attempt.EndedAt!.Value, attempt.Logged ? 5 * AtOnce : AtOnce / 5);
        }
        else if (finished.Ending == Ending.TimedOut)
        {
            if (bodies.Quiet && attempt.BegunAt is null)
            {
                Scheduler.Fail($"{finished.Id}, start {finished.Starts}, has timed out, and had no thread to begin on");
            }

            JudgeTime($"{finished.Id}, with its timeout", attempt.ClaimedAt, TaskTimeout + TimeoutGrace + (3 * AtOnce));
        }
    }

    private ClaimedTask[] Claim(Row row, Exchange call)
    {
        if (call.Free > 0 && row.StoppingAt is { } stopping && call.Number >= stopping + 2)
        {
            Scheduler.Fail($"call {call.Number} asks for tasks, and the runner has said that it is stopping");
        }

        var claims = new List<ClaimedTask>();
        while (claims.Count < call.Free && queue.Count > 0)
        {
            string id = queue[0];
            queue.RemoveAt(0);
            long start = starts[id] = starts.GetValueOrDefault(id) + 1;
            active.Add(id, (row.Incarnation, start));
            bodies.Attempts[(id, start)] = new Attempt { ClaimedAt = Now };
            claims.Add(new ClaimedTask(id, start, 0, Bodies.Record, default));
        }

        int holds = active.Count(one => one.Value.Incarnation == row.Incarnation);
        if (holds > concurrency)
        {
            Scheduler.Fail($"the runner has claimed {holds} tasks, and has {concurrency} slots");
        }

        return [.. claims];
    }
}
