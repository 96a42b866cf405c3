using System.Diagnostics;

namespace Taskue.Proof.Schedules.Engine;

/// <summary>Runs flows one at a time, and decides at each point where threads meet who goes on: the same decisions give the same run.</summary>
/// <remarks>
/// Flows are carried by threads of the machine that pass on the turn, so that real code can block in them. All fields are the property of
/// whoever has the turn. Time is the schedule's own: it passes when nobody can go on, and, where it is pressing, whenever that is decided.
/// </remarks>
internal sealed partial class Scheduler(IChooser chooser, bool pressing, Stack<Carrier> idle)
{
    /// <summary>Ends the names of points at fields, which are too many to be told each.</summary>
    public const string FieldMark = " (field)";

    /// <summary>How long a flow may keep the turn in real time: longer, and it blocks on something that is not the schedule's.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [ThreadStatic]
    private static Flow? here;

    private readonly List<Flow> flows = [];
    private readonly Dictionary<object, object> states = new(ReferenceEqualityComparer.Instance);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool over;

    /// <summary>The schedule's clock, in ticks of <see cref="Stopwatch"/>. It does not begin at 0: no clock does.</summary>
    public long Now { get; private set; } = 3600 * Stopwatch.Frequency;

    public int Steps { get; private set; }

    /// <summary>How often there was more than one choice.</summary>
    public int Decisions { get; private set; }

    /// <summary>The decisions that were not the default.</summary>
    public List<(int Decision, int Choice)> Deviations { get; } = [];

    public string? Violation { get; private set; }

    /// <summary>The last steps before the end: whose, and what.</summary>
    public IEnumerable<string> Trace => trace;

    /// <summary>The flow that runs on this thread. In a rewritten copy nothing runs outside of flows.</summary>
    public static Flow Here => here ?? throw new InvalidOperationException("Something runs outside of the schedule, on a thread that it does not know.");

    /// <summary>A place where another flow may go on before this one does what it names.</summary>
    public static void Point(string what)
    {
        Here.Scheduler.Pass(Here, what);
    }

    /// <summary>Waits; false where the deadline came first.</summary>
    public static bool Wait(string what, Func<bool> ready, long deadline = long.MaxValue) => Here.Scheduler.Wait(Here, what, ready, deadline);

    /// <summary>The deadline of a wait that begins now.</summary>
    public static long In(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? long.MaxValue
        : Here.Scheduler.Now + (long)(time.TotalSeconds * Stopwatch.Frequency);

    /// <summary>A rule is broken: the schedule is over.</summary>
    public static void Fail(string what)
    {
        Here.Scheduler.Break(what);
        Here.Scheduler.LeaveIfOver(Here);
    }

    /// <summary>What the schedule knows of an object, such as who holds it.</summary>
    public static TState StateOf<TState>(object of)
        where TState : class, new()
    {
        Dictionary<object, object> states = Here.Scheduler.states;
        if (!states.TryGetValue(of, out object? state))
        {
            states[of] = state = new TState();
        }

        return (TState)state;
    }

    /// <summary>Runs a schedule to its end on the carriers.</summary>
    public void Run(Func<Task> scenario)
    {
        var main = new Flow(this, "scenario", FlowKind.Step, () => Conduct(scenario));
        flows.Add(main);
        Take().Begin(main);
        int before = 0;
        while (!ended.Task.Wait(Patience))
        {
            if (before == Steps)
            {
                throw new InvalidOperationException($"A flow blocks on something that is not the schedule's: {string.Join("; ", flows)}");
            }

            before = Steps;
        }
    }

    /// <summary>A new flow, which begins when it is chosen.</summary>
    public Flow Add(string name, FlowKind kind, Action body, ExecutionContext? context = null, Func<bool>? ready = null, long deadline = long.MaxValue)
    {
        var flow = new Flow(this, name, kind, body) { Context = context, Ready = ready, Deadline = deadline };
        flows.Add(flow);
        return flow;
    }

    /// <summary>Takes back a flow that has not begun.</summary>
    public void Remove(Flow flow)
    {
        if (flow.Carrier is null)
        {
            flows.Remove(flow);
        }
    }

    /// <summary>Runs a flow to its end on its carrier, and gives the one that the carrier goes on with.</summary>
    internal Flow? Carry(Flow flow, Carrier carrier)
    {
        flow.Carrier = carrier;
        flow.Ready = null;
        here = flow;
        try
        {
            if (flow.Context is { } context)
            {
                ExecutionContext.Run(context, static body => ((Action)body!)(), flow.Body);
            }
            else
            {
                flow.Body();
            }
        }
        catch (ScheduleOver)
        {
            // As it should be.
        }
        catch (Exception fault)
        {
            Break($"{flow.Name} ended by an exception, which ends the process: {fault}");
        }

        here = null;
        int place = flows.IndexOf(flow);
        flows.RemoveAt(place);
        Flow? next = over ? flows.Find(one => one.Carrier is not null) : Next(null, place);
        next ??= flows.Find(one => one.Carrier is not null);
        if (next is null)
        {
            idle.Push(carrier);
            ended.SetResult();
        }
        else if (next.Carrier is { } other)
        {
            idle.Push(carrier);
            other.GoOn();
            return null;
        }

        return next;
    }

    private void Conduct(Func<Task> scenario)
    {
        Flow me = Here;
        Task work = scenario();
        Wait(me, "end of the scenario", () => work.IsCompleted, long.MaxValue);
        if (work.Exception is { } fault)
        {
            Break($"the scenario ended by an exception: {fault.InnerException}");
        }
        else if (!Wait(me, "end of all threads", () => flows.TrueForAll(flow => flow == me || (flow.Kind != FlowKind.Thread && flow.Carrier is null)), In(TimeSpan.FromMinutes(1))))
        {
            Break($"left behind: {string.Join("; ", flows.Where(flow => flow != me))}");
        }

        over = true;
    }

    private void Pass(Flow flow, string what)
    {
        if (flow.Unwinding)
        {
            return;
        }

        LeaveIfOver(flow);
        flow.At = what;
        Flow? next = Next(flow, flows.IndexOf(flow));
        if (next is not null && next != flow)
        {
            Switch(flow, next);
        }

        LeaveIfOver(flow);
    }

    private bool Wait(Flow flow, string what, Func<bool> ready, long deadline)
    {
        if (flow.Unwinding || over)
        {
            flow.Unwinding = true;
            throw new ScheduleOver();
        }

        if (ready())
        {
            return true;
        }

        (flow.At, flow.Ready, flow.Deadline) = (what, ready, deadline);
        Flow? next = Next(flow, flows.IndexOf(flow));
        if (next is not null && next != flow)
        {
            Switch(flow, next);
        }

        (flow.Ready, flow.Deadline) = (null, long.MaxValue);
        LeaveIfOver(flow);
        return ready();
    }

    private void LeaveIfOver(Flow flow)
    {
        if (over && !flow.Unwinding)
        {
            flow.Unwinding = true;
            throw new ScheduleOver();
        }
    }

    private void Switch(Flow from, Flow to)
    {
        if (to.Carrier is { } carrier)
        {
            carrier.GoOn();
        }
        else
        {
            Take().Begin(to);
        }

        from.Carrier!.Await();
    }

    private Carrier Take() => idle.TryPop(out Carrier? carrier) ? carrier : new Carrier();

    private void Break(string what)
    {
        Violation ??= what;
        over = true;
    }
}
