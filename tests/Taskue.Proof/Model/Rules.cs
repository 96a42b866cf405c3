using System.Globalization;
using Taskue.Store;

namespace Taskue.Proof.Model;

/// <summary>The state machine of docs/state-machine.md: a function for each call, from the state before it to the state after it and the answer.</summary>
internal static partial class Rules
{
    private const string Gone = "gone";

    public static (Turn Turn, string Answer) Apply(State state, Call call)
    {
        var turn = new Turn(state, DeclaredBy(call));
        string answer = call switch
        {
            ClockCall clock => Pass(turn, clock),
            EnqueueCall enqueue => Enqueue(turn, enqueue),
            FlowCall flow => EnqueueFlow(turn, flow),
            RegisterCall register => Register(turn, register),
            ExchangeCall exchange => Exchange(turn, exchange),
            BeatCall beat => Beat(turn, beat),
            LeaveCall leave => Leave(turn, leave),
            KillCall kill => Kill(turn, kill),
            ResyncCall resync => Resync(turn, resync),
            PatrolCall patrol => Patrol(turn, patrol),
            RecoverCall recover => Recover(turn, recover),
            GiveUpCall overdue => GiveUp(turn, overdue),
            AdvanceCall advance => Advance(turn, null, advance.Queues).ToString(CultureInfo.InvariantCulture),
            SweepCall sweep => Sweep(turn, sweep.Once),
            AwaitCall wait => Await(turn, wait),
            AppendCall append => Append(turn, append),
            ControlCall control => Control(turn, control),
            DeleteTaskCall delete => DeleteTask(turn, delete),
            DeleteFlowCall delete => DeleteFlow(turn, delete),
            KeepCall keep => Keep(turn, keep),
            PurgeCall purge => Purge(turn, purge),
            GetCall get => turn.Task(get.Id) is { } task && state.Sees(task) ? TaskAnswer(task) : "none",
            GetFlowCall get => state.Flows.TryGetValue(get.Id, out FlowRow? flow) && state.Sees(flow) ? FlowAnswer(flow) : "none",
            OverviewCall => Overview(state),
            _ => throw new InvalidOperationException($"There is no rule for {call}."),
        };
        turn.State = Interpreter.Forget(turn.State);
        return (turn, answer);
    }

    private static IEnumerable<string> DeclaredBy(Call call) => call switch
    {
        FlowCall flow => Universe.QueuesOf(flow.Shape),
        ExchangeCall exchange => exchange.Queues.Concat(exchange.Results.SelectMany(result => result.FlowQueues?.Split(',') ?? [])),
        ResyncCall resync => resync.Queues,
        RecoverCall recover => recover.Queues,
        GiveUpCall overdue => overdue.Tasks.Select(task => task.Queue),
        AdvanceCall advance => advance.Queues,
        _ => [],
    };

    private static string Pass(Turn turn, ClockCall call)
    {
        turn.State = turn.State with { Now = turn.Now + call.Milliseconds };
        return "";
    }

    private static void Make(Turn turn) => turn.State = turn.State with { Epoch = turn.State.Epoch ?? turn.Now };

    private static string Enqueue(Turn turn, EnqueueCall call)
    {
        Make(turn);
        if (TakenByFlow(turn, call.Tasks.Select(task => task.Id)) is { } taken)
        {
            return "taken " + taken;
        }

        int stored = 0;
        foreach ((string id, Kind kind) in call.Tasks)
        {
            if (turn.Task(id) is null)
            {
                turn.Put(new TaskRow(id, kind, turn.Now) { Place = Place.Queued });
                turn.Push(kind.Queue, front: false, id);
                turn.State = turn.State with { QueueNames = turn.State.QueueNames.Add(kind.Queue) };
                stored++;
            }
        }

        turn.WakePushed();
        return stored.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>An id belongs to a task or to a workflow: also to one that is partly stored, or partly taken away.</summary>
    private static string? TakenByFlow(Turn turn, IEnumerable<string> ids) =>
        ids.FirstOrDefault(id => turn.State.Flows.ContainsKey(id) || turn.State.Staged.ContainsKey(id) || turn.State.Leaving.ContainsKey(id));

    private static string EnqueueFlow(Turn turn, FlowCall call)
    {
        Make(turn);
        if (turn.State.Flows.ContainsKey(call.Id))
        {
            return "ok";
        }

        if (turn.Task(call.Id) is not null)
        {
            return "taken " + call.Id;
        }

        List<int[]> parts = Universe.PartsOf(call.Shape, turn.State.PartTasks);
        if (turn.State.Staged.TryGetValue(call.Id, out StagedFlow? earlier) && (parts.Count == 1 || earlier.Shape != call.Shape))
        {
            Drop(turn, earlier); // another workflow under this id
        }

        TakeAway(turn, call.Id);

        if (call.Rests)
        {
            if (Stage(turn, call, parts.SkipLast(1)) is { } early)
            {
                return early;
            }

            turn.State = turn.State with { Now = turn.Now + (long)FlowCall.Rest.TotalMilliseconds };
            Sweep(turn, once: false);
        }

        if (Stage(turn, call, parts.Take(call.Parts)) is { } taken)
        {
            return taken;
        }

        if (call.Parts < parts.Count)
        {
            return "ok";
        }

        turn.State = turn.State with { Staged = turn.State.Staged.Remove(call.Id), QueueNames = turn.State.QueueNames.Union(Universe.QueuesOf(call.Shape)) };
        turn.Begin(new FlowRow(call.Id, call.Shape, call.Tasks) { Left = call.Shape[0].Length, StageReady = turn.Now });
        turn.Settle();
        turn.WakePushed();
        while (turn.State.Advancing.ContainsKey(call.Id))
        {
            Advance(turn, call.Id, Universe.QueuesOf(call.Shape));
        }

        return "ok";
    }

    /// <summary>Parts come, and are seen by nobody; the answer where one is refused.</summary>
    private static string? Stage(Turn turn, FlowCall call, IEnumerable<int[]> parts)
    {
        foreach (int[] part in parts)
        {
            if (TakenByFlow(turn, part.SelectMany(stage => call.Tasks[stage])) is { } other)
            {
                return "taken " + other;
            }

            if (part.SelectMany(stage => call.Tasks[stage]).FirstOrDefault(id => turn.Task(id) is { } task && task.Flow != call.Id) is { } taken)
            {
                return "taken " + taken;
            }

            foreach ((int stage, int i) in part.SelectMany(stage => call.Shape[stage].Select((_, i) => (stage, i))))
            {
                turn.Put(new TaskRow(call.Tasks[stage][i], call.Shape[stage][i], turn.Now) { Flow = call.Id, Stage = stage, Place = Place.Created });
            }

            int come = call.Shape.Take(part[^1] + 1).Sum(stage => stage.Length);
            int there = Math.Max(come, turn.State.Staged.GetValueOrDefault(call.Id)?.Count ?? 0);
            turn.State = turn.State with { Staged = turn.State.Staged.SetItem(call.Id, new StagedFlow(call.Id, call.Shape, there, turn.Now)) };
        }

        return null;
    }

    /// <summary>Goes on with one workflow, the one asked for or the one that has waited longest, with the queues that it asks for; how many are left.</summary>
    private static int Advance(Turn turn, string? id, IEnumerable<string> queues)
    {
        var declared = new HashSet<string>(queues, StringComparer.Ordinal);
        while (true)
        {
            string? one = id ?? turn.State.Advancing.OrderBy(flow => flow.Value).ThenBy(flow => flow.Key, StringComparer.Ordinal).Select(flow => flow.Key).FirstOrDefault();
            var call = new Turn(turn.State, declared);
            if (one is not null && turn.State.Advancing.ContainsKey(one))
            {
                call.Advance(one);
                call.Settle();
                call.WakePushed();
                turn.State = call.State;
                turn.Told.AddRange(call.Told);
                foreach ((string queue, int count) in call.Wakes)
                {
                    turn.Wakes[queue] = turn.Wakes.GetValueOrDefault(queue) + count;
                }
            }

            if (call.Needed.Count == 0)
            {
                return id is null ? turn.State.Advancing.Count : turn.State.Advancing.ContainsKey(id) ? 1 : 0;
            }

            declared.UnionWith(call.Needed);
        }
    }

    /// <summary>
    /// Results and claims. A result counts only while its incarnation and start still stand; a repeated call is answered again and changes
    /// nothing; no more is handed out than there are free slots. Small results of tasks that passed count first.
    /// </summary>
    private static string Exchange(Turn turn, ExchangeCall call)
    {
        if (turn.State.Living(call.Who) is not { } runner)
        {
            // In a namespace that was deleted there is nothing to count in.
            turn.State = turn.State with { Refused = turn.State.Refused + (turn.State.Epoch is null ? 0 : call.Results.Count) };
            Sent(turn, call, claims: null);
            return Gone;
        }

        if (call.Number != runner.Number && call.Number != runner.Number + 1)
        {
            Sent(turn, call, claims: null);
            return "behind";
        }

        if (call.Number == runner.Number)
        {
            TaskRow[] again = [.. runner.Handed.Select(turn.Task).OfType<TaskRow>().Where(task => task.Place == Place.Running && task.Holder == call.Who)];
            Sent(turn, call, again);
            return ExchangeAnswer(runner.Command, advancing: false, [], again, []);
        }

        if (runner.Parked)
        {
            Array.ForEach(call.Queues, queue => turn.Unpark(queue, call.Who));
        }

        var refused = new List<string>();
        var unable = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (Result result in call.Results.OrderBy(result => result is { Ending: Ending.Passed, Large: false } ? 0 : 1))
        {
            if (turn.Task(result.Id) is { Place: Place.Running } task && task.Holder == call.Who && task.Starts == result.Starts)
            {
                End(turn, task, result, unable);
            }
            else
            {
                refused.Add(result.Id);
            }
        }

        turn.State = turn.State with { Refused = turn.State.Refused + refused.Count };
        turn.Settle();
        string[] open = [.. call.Queues.Except(call.Avoided, StringComparer.Ordinal)];
        (List<TaskRow> claims, bool plenty) = Claim(turn, call, open, unable);
        if (plenty)
        {
            foreach (string queue in open.Where(queue => turn.State.QueueOf(queue).Count > 0))
            {
                turn.Wake(queue);
            }
        }

        turn.WakePushed();
        bool parks = call.Park && !plenty;
        if (parks)
        {
            Array.ForEach([.. open.Where(queue => !unable.ContainsKey(queue))], queue => turn.State = turn.State with { Parked = turn.State.Parked.SetItem(queue, turn.State.ParkedAt(queue).Add(call.Who)) });
        }

        turn.Put(runner with
        {
            Number = call.Number, Parked = parks, Handed = [.. claims.Select(task => task.Id)],
            Holding = runner.Holding - (call.Results.Count - refused.Count) + claims.Count,
        });
        Sent(turn, call, claims);
        return ExchangeAnswer(runner.Command, turn.Left, refused, claims, unable.Select(one => (one.Key, one.Value)));
    }

    private static void End(Turn turn, TaskRow task, Result result, SortedDictionary<string, bool> unable)
    {
        switch (result.Ending)
        {
            case Ending.Passed:
                turn.Finish(task with { LargeResult = result.Large }, 'p', "", Turn.CourseOf(task));
                break;
            case Ending.HandedBack:
                turn.Requeue(turn.Remembered(task, "handed_back"), front: true);
                break;
            case Ending.Held:
                unable[task.Kind.Queue] = SetAside(turn, task) || unable.GetValueOrDefault(task.Kind.Queue);
                break;
            default:
                turn.Attempted(task, (char)result.Ending);
                break;
        }
    }

    /// <summary>
    /// A task that its runner cannot run goes back to the front of its queue, if another runner that has taken held tasks of the queue takes
    /// tasks; else it is held, and the others are told of the first one. Whether it went back.
    /// </summary>
    private static bool SetAside(Turn turn, TaskRow task)
    {
        string queue = task.Kind.Queue, who = task.Holder;
        turn.Push(queue, front: true);
        if (turn.State.Takers.TryGetValue(queue, out string? taker) && taker != who && turn.State.Living(taker) is { Stopping: false, Command: "" })
        {
            turn.Requeue(turn.Remembered(task, "held"), front: true);
            return true;
        }

        if (!turn.State.Tasks.Values.Any(one => one.Place == Place.Held && one.Kind.Queue == queue))
        {
            turn.Told.AddRange(turn.State.Hands.Where(hand => hand.Listens && hand.Incarnation != who && turn.State.Living(hand.Incarnation) is not null)
                .Select(hand => $"wake:{hand.Incarnation} held:{queue}"));
        }

        turn.Put(turn.Remembered(task, "held") with { Place = Place.Held, Holder = "", HeldSince = turn.Now });
        return false;
    }

    /// <summary>What is handed out, and whether work is left behind. What a reply has no room for goes back to where it was taken from.</summary>
    private static (List<TaskRow> Claims, bool Plenty) Claim(Turn turn, ExchangeCall call, string[] open, SortedDictionary<string, bool> unable)
    {
        List<TaskRow> taken = Taken(turn, call, open, unable), claims = [], surplus = [];
        long bytes = 0;
        foreach (TaskRow task in taken)
        {
            if (bytes > 0 && bytes + task.Kind.Payload > turn.State.MostPayload)
            {
                surplus.Add(task);
                continue;
            }

            bytes += task.Kind.Payload;
            claims.Add(Started(turn, call.Who, task));
        }

        foreach (TaskRow task in Enumerable.Reverse(surplus))
        {
            turn.Put(task with { Place = Place.Queued });
            turn.PutBack(task);
        }

        return (claims, taken.Count >= call.Free || surplus.Count > 0);
    }

    /// <summary>Takes tasks out of the held ones and out of the queues, as many as there are free slots.</summary>
    private static List<TaskRow> Taken(Turn turn, ExchangeCall call, string[] open, SortedDictionary<string, bool> unable)
    {
        var taken = new List<TaskRow>();
        foreach ((string queue, string id) in call.Adopt)
        {
            if (taken.Count < call.Free && turn.Task(id) is { Place: Place.Held } held && held.Kind.Queue == queue)
            {
                taken.Add(held);
                turn.State = turn.State with { Takers = turn.State.Takers.SetItem(queue, call.Who) };
            }
        }

        for (int i = 0; i < open.Length; i++)
        {
            string queue = open[(int)((call.Strict ? i : call.Number + i) % open.Length)];
            string[] ids = [.. turn.State.QueueOf(queue).Take(unable.ContainsKey(queue) ? 0 : call.Free - taken.Count)];
            turn.State = turn.State with { Queues = turn.State.Queues.SetItem(queue, turn.State.QueueOf(queue).RemoveRange(0, ids.Length)) };
            taken.AddRange(ids.Select(id => turn.State.Tasks[id]));
        }

        return taken;
    }

    private static TaskRow Started(Turn turn, string who, TaskRow task)
    {
        long? limit = task.Kind.Timeout switch
        {
            "" => (long)Universe.DefaultTimeout.TotalMilliseconds,
            "-1" => null,
            var ms => long.Parse(ms, CultureInfo.InvariantCulture),
        };
        task = task with
        {
            Place = Place.Running, Holder = who, Starts = task.Starts + 1, Started = turn.Now, Deadline = turn.Now + limit, Queued = task.Queued ?? task.Stored,
        };
        turn.Put(task);
        if (task.Flow is { } flow)
        {
            turn.FlowStarted(flow);
        }

        return task;
    }

    private static string ExchangeAnswer(
        string command, bool advancing, IEnumerable<string> refused, IEnumerable<TaskRow> claims, IEnumerable<(string Queue, bool OthersTake)> unable) =>
        ExchangeAnswer(command, advancing, refused, claims.Select(task => (task.Id, task.Starts, task.Attempts, task.Kind.Payload)), unable);

    public static string ExchangeAnswer(
        string command, bool advancing, IEnumerable<string> refused, IEnumerable<(string Id, long Starts, long Attempts, int Payload)> claims,
        IEnumerable<(string Queue, bool OthersTake)> unable) =>
        $"command '{command}' advancing {advancing} refused [{string.Join(' ', refused)}] claims [{string.Join(' ', claims)}] unable [{string.Join(' ', unable.Order())}]";

    /// <summary>What the process behind a call knows after it.</summary>
    private static void Sent(Turn turn, ExchangeCall call, IEnumerable<TaskRow>? claims) => Mind(turn, call.Who, hand =>
    {
        hand = hand with { Last = call with { Arrives = true } };
        if (claims is null)
        {
            return hand with { Lost = null };
        }

        if (!call.Arrives)
        {
            return hand with { Lost = call };
        }

        return call.Number != hand.Number + 1 ? hand with { Lost = null } : hand with
        {
            Number = call.Number, Lost = null,
            Holds = hand.Holds.RemoveRange(call.Results.Select(result => result.Id)).SetItems(claims.Select(task => KeyValuePair.Create(task.Id, HeldOf(turn.State, task)))),
        };
    });

    private static Held HeldOf(State state, TaskRow task) =>
        new(task.Starts, task.Flow is { } id && state.Flows.TryGetValue(id, out FlowRow? flow) ? string.Join(',', Universe.QueuesOf(flow.Shape)) : null, 0);

    private static void Mind(Turn turn, string incarnation, Func<Hand, Hand> change)
    {
        int at = turn.State.Hands.FindIndex(hand => hand.Incarnation == incarnation);
        if (at >= 0)
        {
            turn.State = turn.State with { Hands = turn.State.Hands.SetItem(at, change(turn.State.Hands[at])) };
        }
    }
}
