using System.Globalization;
using Taskue.Proof.Mutants;
using Taskue.Store;
using Taskue.TestSupport;

namespace Taskue.Proof.Model;

/// <summary>How a history is run.</summary>
/// <param name="Narrow">
/// Whether a call may bring, move or take away few tasks of workflows only, so that they often come in parts, have to be moved on by another, and go in slices;
/// and whether a reply has room for one large payload.
/// </param>
/// <param name="LookEvery">After how many steps the raw keys are read and all is compared; answers are compared after each.</param>
/// <param name="Mutant">A planted defect; null for the product as it is.</param>
internal sealed record RunForm(bool Narrow, int LookEvery, Mutant? Mutant = null)
{
    private const int NarrowBudget = 3;

    /// <summary>Scripts that are those of the released version.</summary>
    public IReadOnlyList<string> Released { get; init; } = [];

    private static readonly ScriptEdit[] NarrowEdits =
    [
        new("shared/flow", "local budget = 1000", "local budget = 3"), new("shared/drop", "local SLICE = 1000", "local SLICE = 2"),
        new("exchange", "MOST = 16777216", "MOST = 2000"),
    ];

    public int Budget => Narrow ? NarrowBudget : 1000;

    public int PartTasks => Narrow ? 1 : 1000;

    public int Slice => Narrow ? 2 : 1000;

    public long MostPayload => Narrow ? 2000 : State.Empty.MostPayload;

    /// <summary>The scripts of the run; the same object for the same form, as connections know scripts by it.</summary>
    public ScriptSet Scripts => (Narrow, Mutant) switch
    {
        _ when Released.Count > 0 => ReleasedScripts.Set(Released),
        (false, null) => ScriptSet.Default,
        (true, null) => NarrowScripts,
        (_, { } mutant) => mutant.Scripts(Narrow ? NarrowEdits : []),
    };

    private static ScriptSet NarrowScripts { get; } = EditedScripts.Set(NarrowEdits);
}

/// <summary>One history, run against the model and the real store in a fresh namespace.</summary>
internal sealed class HistoryRun : IDisposable
{
    private const int MostRounds = 12;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);

    private readonly RunForm form;
    private readonly Driver driver;
    private readonly RawReader reader;
    private readonly Ears ears;
    private readonly TransitionRecorder recorder = new();
    private readonly List<string> heard = [];
    private State state;
    private int step;

    public HistoryRun(Bench bench, RunForm form)
    {
        this.form = form;
        string name = Bench.NewNamespace(), root = $"proof:{{{name}:0}}:";
        state = State.Empty with { Budget = form.Budget, PartTasks = form.PartTasks, Slice = form.Slice, MostPayload = form.MostPayload };
        ScriptSet scripts = form.Scripts;
        driver = new Driver(New(static () => TimeSpan.Zero), New(static () => TimeSpan.Zero), New, bench.Blocking);
        reader = new RawReader(bench.Raw, root);
        ears = new Ears(bench.Ears, root);
        Listen();

        // A store asks before each call how much later it is for it.
        IStore New(Func<TimeSpan> later)
        {
            var store = new RedisStore(bench.Connection.GetDatabase(), "proof", name, scripts: scripts, now: () => state.Now + (long)later().TotalMilliseconds)
            {
                PartTasks = form.PartTasks,
            };
            return form.Mutant?.Store?.Invoke(store) ?? store;
        }
    }

    /// <summary>Calls that were made and compared.</summary>
    public int Calls { get; private set; }

    /// <summary>Runs the steps, and then lets everything come to its end; null is good.</summary>
    public async Task<Failure?> RunAsync(IReadOnlyList<Step> steps, Action<Step, Call>? trace = null)
    {
        try
        {
            foreach (Step one in steps)
            {
                step++;
                if (Interpreter.Read(state, one) is { } call)
                {
                    trace?.Invoke(one, call);
                    await MakeAsync(call, look: step % form.LookEvery == 0);
                }
            }

            step++;
            await EndAsync();
            return null;
        }
        catch (HistoryException found)
        {
            return found.Failure;
        }
        catch (Exception fault) when (fault is TaskueException or StackExchange.Redis.RedisException or InvalidOperationException or IOException or TimeoutException or FormatException or KeyNotFoundException)
        {
            return new Failure(step, "exception", $"Step {step}: {fault}");
        }
    }

    public void Dispose()
    {
        ears.ListenOn([]);
        reader.Clear();
    }

    private async Task MakeAsync(Call call, bool look)
    {
        Calls++;
        string[] listening = [.. state.Hands.Where(hand => hand.Listens).Select(hand => hand.Incarnation)];
        (Turn turn, string answer) = Rules.Apply(state, call);
        string given = await driver.MakeAsync(state, call).WaitAsync(MostTime);
        string name = call.GetType().Name[..^4].ToLowerInvariant();
        if (given != answer)
        {
            throw Fail($"answer of {name}", call, $"it answered  {given}\n  it should be {answer}");
        }

        bool choice = turn.AnyOrder.Values.Any(count => count > 1) || turn.Wakes.Keys.Any(queue => turn.State.ParkedAt(queue).Count > 0) || turn.TakesSlice;
        if (look || form.LookEvery == 1 || choice || turn.Told.Count > 0)
        {
            Look(turn, call, name, listening);
        }

        state = turn.State;
        Listen();
    }

    /// <summary>Reads the raw keys and what was heard. What the store may choose is taken over, if it is one of the choices; all else must be as the model says.</summary>
    private void Look(Turn turn, Call call, string name, string[] listening)
    {
        reader.Ask();
        ears.Ask();
        Raw raw = reader.Read();
        heard.AddRange(ears.Hear());
        List<string> expected = turn.Told;
        foreach ((string queue, int count) in turn.AnyOrder)
        {
            TakeOrder(turn, raw.List("q0:" + queue), queue, count);
        }

        foreach ((string queue, int count) in turn.Wakes)
        {
            TakeWoken(turn, raw.Set("parked:" + queue), queue, count, listening, expected, call);
        }

        if (turn.TakesSlice)
        {
            TakeSlice(turn, raw, call);
        }

        if (!heard.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal)))
        {
            throw Fail("messages", call, $"heard [{string.Join(", ", heard)}], and should have been [{string.Join(", ", expected)}]");
        }

        heard.Clear();
        List<string> found = Picture.Differences(Picture.Of(turn.State), Picture.Of(raw));
        if (found.Count > 0)
        {
            throw Fail("keys: " + found[0].Split(' ')[0].Split(':')[0], call, string.Join("\n  ", found));
        }

        found = Invariants.Violations(raw);
        if (found.Count > 0)
        {
            throw Fail("invariant: " + found[0].Split(':')[0], call, string.Join("\n  ", found));
        }

        if (form.LookEvery == 1 && recorder.Step(raw, forget: call is PurgeCall or FlowCall { Rests: true }) is { Count: > 0 } undrawn)
        {
            throw Fail("transition", call, "not drawn in docs/state-machine.md: " + string.Join("; ", undrawn));
        }
    }

    private static void TakeOrder(Turn turn, List<string> entries, string queue, int count)
    {
        var ids = turn.State.QueueOf(queue);
        count = Math.Min(count, ids.Count);
        string[] there = [.. entries.Take(count).Select(entry => entry[..Math.Min(22, entry.Length)])];
        if (there.Length == count && there.ToHashSet(StringComparer.Ordinal).SetEquals(ids.Take(count)))
        {
            turn.State = turn.State with { Queues = turn.State.Queues.SetItem(queue, ids.RemoveRange(0, count).InsertRange(0, there)) };
        }
    }

    /// <summary>A wake-up goes to one of the parked that listens; one that does not is passed over, at most three times a wake-up.</summary>
    private void TakeWoken(Turn turn, HashSet<string> parked, string queue, int wakes, string[] listening, List<string> expected, Call call)
    {
        string[] woken = [.. turn.State.ParkedAt(queue).Where(one => !parked.Contains(one))];
        int heardBy = woken.Count(listening.Contains), silent = woken.Length - heardBy, vain = wakes - heardBy;
        if (heardBy > wakes || silent > (3 * vain) + (2 * heardBy) || (parked.Count > 0 && silent < 3 * vain))
        {
            throw Fail("wake-ups", call, $"queue {queue}: {wakes} wake-ups left [{string.Join(", ", parked)}] parked and reached [{string.Join(", ", woken)}], of whom {heardBy} listen");
        }

        expected.AddRange(woken.Where(listening.Contains).Select(one => "wake:" + one));
        turn.State = turn.State with { Parked = turn.State.Parked.SetItem(queue, turn.State.ParkedAt(queue).Except(woken)) };
    }

    /// <summary>Of what may go something has gone; workflows go from their beginning to their end, and logs before their tasks.</summary>
    private void TakeSlice(Turn turn, Raw raw, Call call)
    {
        State before = turn.State;
        turn.State = before with { Tasks = before.Tasks.RemoveRange(turn.MayGo.Where(id => !raw.Hash("tasks").ContainsKey(id))) };
        foreach (LeavingFlow flow in before.Leaving.Values)
        {
            if (!raw.Hash("dropping").TryGetValue(flow.Id, out string? place))
            {
                Rules.TakeAway(turn, flow.Id);
                continue;
            }

            int[] at = [.. place.Split('|').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
            LeavingFlow left = flow with { Stage = at[0], Row = at[1] };
            turn.State = turn.State with { Leaving = turn.State.Leaving.SetItem(flow.Id, left) };
            foreach (TaskRow task in before.Tasks.Values.Where(flow.Has))
            {
                if (!left.Has(task))
                {
                    turn.State = turn.State with { Tasks = turn.State.Tasks.Remove(task.Id) };
                }
                else if (!raw.Hash("log").ContainsKey(task.Id))
                {
                    turn.Put(task with { Log = [] });
                }
            }
        }

        if (turn.State == before)
        {
            throw Fail("slices", call, "nothing was taken away");
        }
    }

    /// <summary>Lets everything come to its end: what is left is recovered, run, and swept; then nothing may be left.</summary>
    private async Task EndAsync()
    {
        var last = new RegisterCall("last@0000", "last", Universe.Queues, Again: false);
        await MakeAsync(last, look: false);
        bool Unfinished() => state.Tasks.Values.Any(task => task.Place != Place.Done && !(task.Flow is { } flow && (state.Staged.ContainsKey(flow) || state.Leaving.ContainsKey(flow)))) || state.Advancing.Count > 0
            || state.Runners.Values.Any(runner => runner.Dying is not null || (runner.Lives && runner.Incarnation != last.Incarnation));
        for (int round = 0; Unfinished(); round++)
        {
            if (round == MostRounds)
            {
                throw Fail("progress", last, "it does not come to an end");
            }

            await MakeAsync(new ClockCall(25 * 3_600_000), look: false);
            for (int i = 0; i < 5; i++)
            {
                await MakeAsync(new ClockCall(3000), look: false);
                await MakeAsync(new BeatCall(last.Incarnation), look: false);
            }

            foreach (RunnerEntry runner in state.Runners.Values.Where(runner => runner.Incarnation != last.Incarnation))
            {
                while (state.Runners.GetValueOrDefault(runner.Incarnation) is { } one && (one.Lives || one.Dying is not null))
                {
                    await MakeAsync(new RecoverCall(one.Incarnation, one.Queues), look: false);
                }
            }

            Overdue[] held = [.. state.Tasks.Values.Where(task => task.Place == Place.Held).Select(task => new Overdue(task.Id, null, task.Kind.Queue))];
            if (held.Length > 0)
            {
                await MakeAsync(new GiveUpCall(held), look: false);
            }

            for (int i = 0; state.Advancing.Count > 0 && i < MostRounds; i++)
            {
                await MakeAsync(new AdvanceCall(Universe.Queues), look: false);
            }

            do
            {
                Hand hand = state.Hands.First(hand => hand.Incarnation == last.Incarnation);
                await MakeAsync(new ExchangeCall(last.Incarnation, last.Queues, hand.Number + 1,
                    [.. hand.Holds.Select(one => new Result(one.Key, one.Value.Starts, Ending.Passed, one.Value.Queues, Large: false))], 50, Strict: false, Park: false, []), look: false);
            }
            while (state.HeldBy(last.Incarnation).Any());
        }

        await MakeAsync(new LeaveCall(last.Incarnation, last.Queues, Stopped: true), look: true);
        await MakeAsync(new ClockCall(400 * 86_400_000L), look: false);
        await MakeAsync(new SweepCall(Once: false), look: true);
        reader.Ask();
        if (Invariants.Residue(reader.Read()) is { Length: > 0 } residue)
        {
            throw Fail("residue", last, "left when retention had passed: " + string.Join(", ", residue));
        }
    }

    private void Listen() => ears.ListenOn(Universe.Clients.Select(client => "done:" + client).Concat(state.Hands.Where(hand => hand.Listens).Select(hand => "wake:" + hand.Incarnation)));

    private HistoryException Fail(string by, Call call, string text) => new(new Failure(step, by, $"Step {step}, {Describe(call)}: {by}\n  {text}"));

    public static string Describe(Call call) => call switch
    {
        EnqueueCall enqueue => $"Enqueue [{string.Join(", ", enqueue.Tasks.Select(task => $"{task.Id[^2..]} to {task.Kind.Queue}"))}]",
        FlowCall flow => $"EnqueueFlow {flow.Id[^2..]} of {flow.Shape.Length} stages, {flow.Shape.Sum(stage => stage.Length)} tasks{(flow.Parts < flow.Shape.Length ? $", {flow.Parts} parts" : "")}{(flow.Rests ? ", rests" : "")}",
        ExchangeCall exchange => $"Exchange {exchange.Number} of {exchange.Who}: results [{string.Join(", ", exchange.Results.Select(result => $"{result.Id[^2..]} start {result.Starts} {result.Ending}"))}]"
            + $" free {exchange.Free}{(exchange.Park ? " park" : "")}{(exchange.Strict ? " strict" : "")}{(exchange.Adopt.Count > 0 ? $" adopt {exchange.Adopt.Count}" : "")}{(exchange.Avoided.Length > 0 ? $" avoiding {exchange.Avoided[0]}" : "")}{(exchange.Arrives ? "" : ", reply lost")}",
        AwaitCall wait => $"Await of {wait.Client}: {string.Join(", ", wait.Ids)}",
        ResyncCall resync => $"Resync {resync.Number} of {resync.Who}: holds [{string.Join(", ", resync.Holds)}]",
        GiveUpCall overdue => $"GiveUp [{string.Join(", ", overdue.Tasks)}]",
        RegisterCall register => $"Register {register.Incarnation}{(register.Again ? " again" : "")}",
        RecoverCall recover => $"Recover {recover.Who}",
        LeaveCall leave => $"Leave {leave.Who}{(leave.Stopped ? "" : ", stopping")}",
        _ => call.ToString() ?? "",
    };
}
