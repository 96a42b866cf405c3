using System.Collections.Immutable;
using System.Globalization;
using Taskue.Store;

namespace Taskue.Proof.Model;

// Runners: their lives, and what they do for each other.
internal static partial class Rules
{
    private const long Day = 86_400_000;

    private const long TenMinutes = 600_000;

    /// <summary>A name has one living incarnation. One whose heartbeat has expired, with no grace left, is buried first.</summary>
    private static string Register(Turn turn, RegisterCall call)
    {
        if (turn.State.Holders.TryGetValue(call.Name, out string? holder) && holder != call.Incarnation && turn.State.Living(holder) is { } other)
        {
            bool graced = turn.InGrace(other.Expires);
            if (other.Expires > turn.Now || graced)
            {
                return string.Create(CultureInfo.InvariantCulture, $"taken {(other.Expires > turn.Now ? other.Expires - turn.Now : Universe.Period.TotalMilliseconds)} {other.Expires}");
            }

            turn.Put(Turn.Buried(other, 'd'));
        }

        Make(turn);
        RunnerEntry runner = turn.State.Living(call.Incarnation) ?? new RunnerEntry(call.Incarnation, call.Name, call.Queues);
        turn.Put(turn.Pulsed(runner with { Registered = 'l', Since = turn.Now }));
        turn.State = turn.State with
        {
            Holders = turn.State.Holders.SetItem(call.Name, call.Incarnation),
            QueueNames = turn.State.QueueNames.Union(call.Queues),
        };
        if (!call.Again)
        {
            turn.State = turn.State with { Incarnations = turn.State.Incarnations + 1, Hands = turn.State.Hands.Add(new Hand(call.Incarnation, call.Name, call.Queues)) };
        }

        return "ok";
    }

    private static string Beat(Turn turn, BeatCall call)
    {
        if (turn.State.Living(call.Who) is not { } runner)
        {
            return Gone;
        }

        turn.Put(turn.Pulsed(runner));
        return $"command '{runner.Command}'";
    }

    private static string Leave(Turn turn, LeaveCall call)
    {
        if (turn.State.Living(call.Who) is not { } runner)
        {
            return Gone;
        }

        foreach (string queue in call.Queues)
        {
            turn.Unpark(queue, call.Who);
            if (turn.State.QueueOf(queue).Count > 0)
            {
                turn.Wake(queue);
            }
        }

        if (!call.Stopped)
        {
            turn.Put(runner with { Stopping = true, Parked = false });
            return "ok";
        }

        runner = Turn.Buried(runner, 's');
        turn.Put(runner with { Registered = 's', Ended = turn.Now, Gone = turn.Now, Dying = runner.Holding == 0 ? null : runner.Dying });
        return "ok";
    }

    private static string Kill(Turn turn, KillCall call)
    {
        Mind(turn, call.Who, hand => hand with { Listens = false });
        return "";
    }

    /// <summary>What the store thinks it holds beyond what it names goes back to the front of the queues.</summary>
    private static string Resync(Turn turn, ResyncCall call)
    {
        if (turn.State.Living(call.Who) is not { } runner)
        {
            return Gone;
        }

        Dictionary<string, long> named = call.Holds.ToDictionary(one => one.Id, one => one.Starts, StringComparer.Ordinal);
        TaskRow[] beyond = [.. turn.State.HeldBy(call.Who).Where(task => named.GetValueOrDefault(task.Id, -1) != task.Starts)];
        foreach (TaskRow task in beyond)
        {
            turn.Requeue(turn.Remembered(task, "handed_back"), front: true);
            turn.AnyOrder[task.Kind.Queue] = turn.AnyOrder.GetValueOrDefault(task.Kind.Queue) + 1;
        }

        turn.WakePushed();
        string[] lost = [.. call.Holds.Where(one => turn.Task(one.Id) is not { Place: Place.Running } task || task.Holder != call.Who || task.Starts != one.Starts).Select(one => one.Id)];
        turn.Put(runner with { Number = call.Number, Holding = call.Holds.Count - lost.Length, Handed = [] });
        Mind(turn, call.Who, hand => hand with
        {
            Number = call.Number, Lost = null, Holds = hand.Holds.RemoveRange(hand.Holds.Keys.Where(id => !named.ContainsKey(id) || lost.Contains(id))),
        });
        return $"[{string.Join(' ', lost)}]";
    }

    /// <summary>A reader's view: whom to recover, what to give up, what to sweep.</summary>
    private static string Patrol(Turn turn, PatrolCall call)
    {
        State state = turn.State;
        string[] lost = [.. state.Runners.Values.Where(runner => runner.Dying is not null || (runner.Lives && runner.Expires < state.Now)).Select(runner => runner.Incarnation)];
        (string, long, string)[] overdue = [.. state.Tasks.Values.Where(task => task.Place == Place.Running && task.Deadline + Universe.PastDeadline.TotalMilliseconds < state.Now)
            .Select(task => (task.Id, task.Starts, task.Kind.Queue))];
        (string, string, long)[] held = [.. state.Tasks.Values.Where(task => task.Place == Place.Held && task.Kind.Queue == call.Queues[0])
            .Select(task => (task.Kind.Queue, task.Id, task.HeldSince))];
        bool sweep = state.Tasks.Values.Any(task => task.Flow is null && task.Place == Place.Done && task.Ended <= state.Horizon(task.End))
            || state.Tasks.Values.Any(task => LogExpired(state, task)) || state.Flows.Values.Any(flow => !state.Sees(flow)) || state.Staged.Count > 0 || state.Leaving.Count > 0
            || state.Runners.Values.Any(runner => runner.Gone < state.Now - Day);
        return PatrolAnswer(lost, overdue, held, state.Advancing.Count, sweep);
    }

    public static string PatrolAnswer(
        IEnumerable<string> lost, IEnumerable<(string Id, long Starts, string Queue)> overdue, IEnumerable<(string Queue, string Id, long Since)> held, int advancing, bool sweep) =>
        $"lost [{string.Join(' ', lost.Order(StringComparer.Ordinal))}] overdue [{string.Join(' ', overdue.OrderBy(one => one.Id, StringComparer.Ordinal))}] "
        + $"held [{string.Join(' ', held.OrderBy(one => one.Id, StringComparer.Ordinal))}] advancing {advancing} sweep {sweep}";

    private static bool LogExpired(State state, TaskRow task) =>
        task.Log.Count > 0 && state.Keep.TryGetValue('l', out long keep) && keep > 0 && task.LogLast <= state.Now - keep;

    /// <summary>
    /// Buries a runner whose heartbeat has expired, and moves on what it, or one that has stopped, held. A death is charged to the task as a
    /// death, never as an attempt; a hand-back as neither.
    /// </summary>
    private static string Recover(Turn turn, RecoverCall call)
    {
        RunnerEntry? runner = turn.State.Runners.GetValueOrDefault(call.Who);
        if (runner is { Lives: true })
        {
            if (runner.Expires >= turn.Now || turn.InGrace(runner.Expires))
            {
                return "Alive";
            }

            runner = Turn.Buried(runner, 'd');
            turn.Put(runner);
        }

        TaskRow[] tasks = runner?.Dying is null ? [] : [.. turn.State.HeldBy(call.Who)];
        string[] declared = [.. call.Queues.Union(tasks.Select(task => task.Kind.Queue), StringComparer.Ordinal)];
        Array.ForEach(declared, queue => turn.Unpark(queue, call.Who));
        if (runner?.Dying is not { } dying)
        {
            return "Done";
        }

        var moving = new Turn(turn.State, declared);
        foreach (TaskRow held in tasks)
        {
            TaskRow task = held with { Deaths = held.Deaths + (dying.Kind == 'd' ? 1 : 0) };
            if (dying.Kind == 'd' && (!task.Kind.Reschedules || task.Deaths >= Universe.MaxDeaths))
            {
                moving.Finish(held, 'x', task.Kind.Reschedules ? "poisoned" : "runner_died", Turn.CourseOf(held));
                dying.Terminated++;
            }
            else
            {
                moving.Requeue(moving.Remembered(task, dying.Kind == 'd' ? "runner_died" : "handed_back"), front: true);
                moving.AnyOrder[task.Kind.Queue] = moving.AnyOrder.GetValueOrDefault(task.Kind.Queue) + 1;
                dying.Rescheduled++;
            }
        }

        moving.Settle();
        moving.WakePushed();
        turn.State = moving.State;
        turn.Told.AddRange(moving.Told);
        foreach ((string queue, int count) in moving.Wakes)
        {
            turn.Wakes[queue] = count;
        }

        foreach ((string queue, int count) in moving.AnyOrder)
        {
            turn.AnyOrder[queue] = count;
        }

        turn.Put(runner with
        {
            Registered = dying.Kind, Ended = turn.Now, Gone = turn.Now, Rescheduled = dying.Rescheduled, Terminated = dying.Terminated,
            Dying = tasks.Length > 0 ? dying : null,
        });
        return tasks.Length > 0 ? "More" : "Done";
    }

    /// <summary>Ends what its runner does not end: tasks far past their deadline, and those held in vain.</summary>
    private static string GiveUp(Turn turn, GiveUpCall call)
    {
        int count = 0;
        foreach (Overdue one in call.Tasks)
        {
            if (turn.Task(one.Id) is not { } task)
            {
                continue;
            }

            if (one.Starts == task.Starts && task.Place == Place.Running && task.Deadline + Universe.PastDeadline.TotalMilliseconds <= turn.Now)
            {
                if (turn.State.Living(task.Holder) is { } holder)
                {
                    turn.Put(holder with { Holding = holder.Holding - 1 });
                }

                turn.Attempted(task, 't');
                count++;
            }
            else if (one.Starts is null && task.Place == Place.Held && task.HeldSince + Universe.HeldFor.TotalMilliseconds <= turn.Now)
            {
                turn.Finish(task, 'e', "held", string.Create(CultureInfo.InvariantCulture, $"{task.Starts}|||{task.Attempts}|{task.Deaths}|{task.Queued}"));
                count++;
            }
        }

        turn.Settle();
        turn.WakePushed();
        return count.ToString(CultureInfo.InvariantCulture);
    }

    private static string Append(Turn turn, AppendCall call)
    {
        Mind(turn, call.Who, hand => hand with
        {
            Appended = call,
            Holds = hand.Holds.TryGetValue(call.Id, out Held held) && held.Starts == call.Starts ? hand.Holds.SetItem(call.Id, held with { Appends = Math.Max(held.Appends, call.Number) }) : hand.Holds,
        });
        if (turn.Task(call.Id) is not { Place: Place.Running } task || task.Holder != call.Who || task.Starts != call.Starts)
        {
            return "refused";
        }

        Written last = task.Log.Count > 0 && task.Log[^1].Starts == call.Starts ? task.Log[^1] : new Written(call.Starts, 0, 0);
        if (call.Number > last.Appends)
        {
            ImmutableList<Written> before = last.Appends == 0 ? task.Log : task.Log.RemoveAt(task.Log.Count - 1);
            turn.Put(task with { Log = before.Add(new Written(call.Starts, call.Number, last.Lines + 1)), LogLast = turn.Now });
        }

        return "ok";
    }

    /// <summary>A drain or stop is not taken back by a pause or resume.</summary>
    private static string Control(Turn turn, ControlCall call)
    {
        if (!turn.State.Holders.TryGetValue(call.Name, out string? holder) || turn.State.Living(holder) is not { } runner)
        {
            return "none";
        }

        bool stands = runner.Command is "drain" or "stop" && call.Command != RunnerCommand.Stop;
        turn.Put(stands ? runner : runner with { Command = call.Command == RunnerCommand.None ? "" : call.Command.ToString().ToLowerInvariant() });
        if (turn.State.Hands.Any(hand => hand.Incarnation == holder && hand.Listens))
        {
            turn.Told.Add($"wake:{holder} control");
        }

        return "ok";
    }
}
