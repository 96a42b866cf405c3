using Taskue.Store;

namespace Taskue.Proof.Model;

/// <summary>Makes the call of a step from the state that it meets; null where there is nothing that it could mean.</summary>
internal static class Interpreter
{
    private const int MostHands = 6;

    /// <summary>Spans of time, most of them about the limits of the store's rules; the last go back.</summary>
    private static readonly long[] Spans =
    [
        1, 7, 1000, 1000, 3000, 3000, 3000, 4999, 5001, 9999, 10_000, 10_001, 20_000, 35_001, 60_000, 65_001, 600_001, 3_600_000,
        86_400_000, 86_400_001, 7 * 86_400_000L, 8 * 86_400_000L, -1000, -4000,
    ];

    /// <summary>Which number of a step makes the clock go on by so much.</summary>
    public static int SpanOf(long milliseconds) => Array.IndexOf(Spans, milliseconds);

    public static Call? Read(State state, Step step) => step switch
    {
        { Op: Op.Clock } => new ClockCall(Spans[step.A % Spans.Length]),
        { Op: Op.Enqueue } => Enqueue(step),
        { Op: Op.Flow } => Flow(state, step),
        { Op: Op.Register } => Register(state, step),
        { Op: Op.Recover } => Recover(state, step),
        { Op: Op.GiveUp } => GiveUp(state, step),
        { Op: Op.Advance } => new AdvanceCall(Universe.Runners[step.A % 3].Queues),
        { Op: Op.Sweep } => new SweepCall(Once: state.IsNarrow && step.A % 4 > 0),
        { Op: Op.Await } => new AwaitCall(Universe.Clients[step.A % 2], [IdOf(state, step.B), IdOf(state, step.B + 1 + step.C)]),
        { Op: Op.Control } => new ControlCall(Universe.Runners[step.A % 3].Name, (RunnerCommand)(step.B % 4)),
        { Op: Op.DeleteTask } => new DeleteTaskCall(Done(state, step.A) ?? IdOf(state, step.B)),
        { Op: Op.DeleteFlow } => new DeleteFlowCall(Universe.Flow(step.A % Universe.Flows), Dies: state.IsNarrow && step.B % 3 > 0),
        { Op: Op.Keep } => Keep(step),
        { Op: Op.Purge } => new PurgeCall(step.A % 2 == 0),
        { Op: Op.Get } => new GetCall(IdOf(state, step.A)),
        { Op: Op.GetFlow } => new GetFlowCall(Universe.Flow(step.A % Universe.Flows)),
        { Op: Op.Overview } => new OverviewCall(),
        _ => HandOf(state, step.A) is { } hand ? Read(state, step, hand) : null,
    };

    /// <summary>What a runner's process does.</summary>
    private static Call? Read(State state, Step step, Hand hand) => step switch
    {
        { Op: Op.RegisterAgain } => state.Living(hand.Incarnation) is null ? null : new RegisterCall(hand.Incarnation, hand.Name, hand.Queues, Again: true),
        { Op: Op.Exchange } => hand.Lost is { } lost ? lost with { Arrives = true } : Exchange(state, hand, step),
        { Op: Op.Repeat } => hand.Last,
        { Op: Op.Behind } => Exchange(state, hand, step) with { Number = Math.Max(0, hand.Number + (step.A % 4 == 0 ? 2 : -1 - (step.A % 2))) },
        { Op: Op.Stale } => Stale(state, hand, step),
        { Op: Op.Beat } => new BeatCall(hand.Incarnation),
        { Op: Op.Leave } => new LeaveCall(hand.Incarnation, hand.Queues, step.B % 2 == 0),
        { Op: Op.Kill } => hand.Listens ? new KillCall(hand.Incarnation) : null,
        { Op: Op.Resync } => new ResyncCall(hand.Incarnation, hand.Queues, hand.Number, [.. hand.Holds.Where((_, i) => (step.B >> i) % 4 != 0).Select(one => (one.Key, one.Value.Starts))]),
        { Op: Op.Patrol } => new PatrolCall(hand.Incarnation, hand.Queues),
        { Op: Op.Append } => Append(state, hand, step),
        { Op: Op.AppendAgain } => hand.Appended,
        _ => throw new InvalidOperationException($"{step} means nothing."),
    };

    /// <summary>Living processes more often than dead ones: these are what the last packets come from.</summary>
    private static Hand? HandOf(State state, int number)
    {
        Hand[] listening = [.. state.Hands.Where(hand => hand.Listens)];
        return state.Hands.Count == 0 ? null : listening.Length == 0 || number % 4 == 0 ? state.Hands[number / 4 % state.Hands.Count] : listening[number / 4 % listening.Length];
    }

    private static string IdOf(State state, int number) => number % 5 == 4 ? Universe.Flow(number / 5 % Universe.Flows)
        : state.Tasks.Count > 0 && number % 5 > 0 ? state.Tasks.Keys.ElementAt(number / 5 % state.Tasks.Count) : Universe.Task(number / 5 % 30);

    private static string? Done(State state, int number)
    {
        string[] done = [.. state.Tasks.Values.Where(task => task.Place == Place.Done).Select(task => task.Id)];
        return done.Length > 0 && number % 4 > 0 ? done[number / 4 % done.Length] : null;
    }

    /// <summary>One to three tasks, sometimes one of them twice.</summary>
    private static EnqueueCall Enqueue(Step step) => new([.. Enumerable.Range(0, 1 + (step.A % 3)).Select(i => (step.B + (i * (step.A / 3))) % Universe.Singles)
        .Select(number => (Universe.Task(number), Universe.Kinds[(step.C + number) % Universe.Kinds.Length]))]);

    /// <summary>
    /// Where it comes in parts, its producer dies before the last one in a third of the cases, and rests in a twelfth; but not where something under its id
    /// has to go first, which takes calls of its own.
    /// </summary>
    private static FlowCall Flow(State state, Step step)
    {
        int flow = step.A % Universe.Flows;
        Kind[][] shape = Universe.Shapes[step.B % Universe.Shapes.Length];
        int parts = Universe.PartsOf(shape, state.PartTasks).Count;
        string id = Universe.Flow(flow);
        bool free = parts > 1 && !state.Leaving.ContainsKey(id) && !(state.Staged.TryGetValue(id, out StagedFlow? earlier) && earlier.Shape != shape);
        bool dies = free && step.C % 3 == 0, rests = free && step.C % 12 == 1;
        return new FlowCall(id, shape, Universe.TasksOf(flow, shape), dies ? 1 + (step.C / 3 % (parts - 1)) : parts, rests);
    }

    private static RegisterCall? Register(State state, Step step)
    {
        (string name, string[] queues) = Universe.Runners[step.A % Universe.Runners.Length];
        return new RegisterCall($"{name}@{state.Incarnations + 1:D4}", name, queues, Again: false);
    }

    private static ExchangeCall Exchange(State state, Hand hand, Step step)
    {
        Result[] results = [.. hand.Holds.Take(4).Select((held, i) => ResultOf(state, held.Key, held.Value.Starts, held.Value.Queues, (step.B >> (3 * i)) & 7)).OfType<Result>()];
        (string, string)[] adopt = step.C >> 6 == 3
            ? [.. state.Tasks.Values.Where(task => task.Place == Place.Held && hand.Queues.Contains(task.Kind.Queue)).Select(task => (task.Kind.Queue, task.Id)).Take(2)] : [];
        return new ExchangeCall(hand.Incarnation, hand.Queues, hand.Number + 1, results, step.C % 4, (step.C & 8) > 0, (step.C & 4) > 0 || (step.C & 48) == 48, adopt)
        {
            Arrives = step.A % 8 != 7,
            Avoided = step.A % 16 == 6 ? hand.Queues[..1] : [],
        };
    }

    private static Result? ResultOf(State state, string id, long starts, string? queues, int bits) => bits switch
    {
        0 or 1 => new Result(id, starts, Ending.Passed, queues, Large: bits == 1 && state.Tasks.TryGetValue(id, out TaskRow? task) && task.Kind.Large),
        2 => new Result(id, starts, Ending.Failed, queues, Large: false),
        3 => new Result(id, starts, Ending.TimedOut, queues, Large: false),
        4 => new Result(id, starts, Ending.Errored, queues, Large: false),
        5 => new Result(id, starts, Ending.HandedBack, queues, Large: false),
        6 => new Result(id, starts, Ending.Held, queues, Large: false),
        _ => null,
    };

    /// <summary>A result of what it does not hold: another's task, another start, a task that has ended, or the same one twice.</summary>
    private static ExchangeCall? Stale(State state, Hand hand, Step step)
    {
        if (state.Tasks.Count == 0)
        {
            return null;
        }

        TaskRow[] running = [.. state.Tasks.Values.Where(task => task.Place == Place.Running)];
        TaskRow task = running.Length > 0 && step.B % 4 > 0 ? running[step.B / 4 % running.Length] : state.Tasks.Values.ElementAt(step.B / 4 % state.Tasks.Count);
        long starts = Math.Max(0, task.Starts - (task.Holder == hand.Incarnation ? step.C % 2 : 0));
        Result result = new(task.Id, starts, step.C % 3 == 0 ? Ending.Failed : Ending.Passed, task.Flow is { } flow && state.Flows.TryGetValue(flow, out FlowRow? row)
            ? string.Join(',', Universe.QueuesOf(row.Shape)) : null, Large: false);
        return new ExchangeCall(hand.Incarnation, hand.Queues, hand.Number + 1, step.C % 4 == 0 ? [result, result] : [result], 0, Strict: false, Park: false, []);
    }

    private static RecoverCall? Recover(State state, Step step)
    {
        RunnerEntry[] all = [.. state.Runners.Values];
        RunnerEntry[] due = [.. all.Where(runner => runner.Dying is not null || (runner.Lives && runner.Expires < state.Now))];
        RunnerEntry? one = due.Length > 0 && step.A % 4 > 0 ? due[step.A / 4 % due.Length] : all.Length > 0 ? all[step.A / 4 % all.Length] : null;
        return one is null ? null : new RecoverCall(one.Incarnation, one.Queues);
    }

    /// <summary>Running tasks past their deadline and held ones, and some that are not due.</summary>
    private static GiveUpCall? GiveUp(State state, Step step)
    {
        Overdue[] some = [.. state.Tasks.Values.Where(task => task.Place is Place.Running or Place.Held).Skip(step.B % 3).Take(1 + (step.A % 3))
            .Select(task => new Overdue(task.Id, task.Place == Place.Held ? null : task.Starts - (step.C % 8 == 7 ? 1 : 0), task.Kind.Queue))];
        return some.Length == 0 ? null : new GiveUpCall(some);
    }

    /// <summary>A line of what it holds, or (sometimes) of what another one does.</summary>
    private static AppendCall? Append(State state, Hand hand, Step step)
    {
        if (step.C % 8 == 7 && state.Tasks.Values.FirstOrDefault(task => task.Place == Place.Running && task.Holder != hand.Incarnation) is { } other)
        {
            return new AppendCall(hand.Incarnation, other.Id, other.Starts, 1);
        }

        if (hand.Holds.Count == 0)
        {
            return null;
        }

        (string id, Held held) = hand.Holds.ElementAt(step.B % hand.Holds.Count);
        return new AppendCall(hand.Incarnation, id, held.Starts, held.Appends + 1);
    }

    private static KeepCall Keep(Step step)
    {
        char letter = "pfetxsl"[step.A % 7];
        long[] spans = [0, 0, 1000, 60_000, 86_400_000];
        return new KeepCall(letter, letter == 'l' && step.B % 6 == 5 ? null : spans[step.B % 5]);
    }

    /// <summary>Which processes are kept in mind: the latest, listening or not.</summary>
    public static State Forget(State state)
    {
        while (state.Hands.Count > MostHands)
        {
            int at = state.Hands.FindIndex(hand => !hand.Listens);
            state = state with { Hands = state.Hands.RemoveAt(Math.Max(at, 0)) };
        }

        return state;
    }
}
