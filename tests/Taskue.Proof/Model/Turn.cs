using System.Collections.Immutable;
using System.Globalization;

namespace Taskue.Proof.Model;

/// <summary>What all calls that move tasks have in common: one call at one moment, the state before it becoming the state after it.</summary>
internal sealed class Turn(State state, IEnumerable<string> declared)
{
    /// <summary>What moving a workflow's task and closing a stage take from the budget of a call.</summary>
    private const int CostOfStage = 5;

    private readonly HashSet<string> declared = new(declared, StringComparer.Ordinal);
    private readonly List<string> ended = [];
    private readonly List<string> over = [];
    private readonly HashSet<string> pushed = new(StringComparer.Ordinal);
    private int budget = state.Budget;

    public State State { get; set; } = state;

    public long Now => State.Now;

    /// <summary>Whether a workflow was left in <c>advancing</c>.</summary>
    public bool Left { get; private set; }

    /// <summary>Queues that would have to be declared to go on.</summary>
    public HashSet<string> Needed { get; } = new(StringComparer.Ordinal);

    public bool Declares(string queue) => declared.Contains(queue);

    public TaskRow? Task(string id) => State.Tasks.GetValueOrDefault(id);

    public void Put(TaskRow task) => State = State with { Tasks = State.Tasks.SetItem(task.Id, task) };

    public void Put(RunnerEntry runner) => State = State with { Runners = State.Runners.SetItem(runner.Incarnation, runner) };

    private void Put(FlowRow flow) => State = State with { Flows = State.Flows.SetItem(flow.Id, flow) };

    /// <summary>Puts ids to the back of a queue, or (one by one) to its front.</summary>
    public void Push(string queue, bool front, params IReadOnlyList<string> ids)
    {
        ImmutableList<string> before = State.QueueOf(queue);
        State = State with { Queues = State.Queues.SetItem(queue, front ? before.InsertRange(0, ids.Reverse()) : before.AddRange(ids)) };
        pushed.Add(queue);
    }

    /// <summary>Puts what was not handed out back to the front of its queue.</summary>
    public void PutBack(TaskRow task) =>
        State = State with { Queues = State.Queues.SetItem(task.Kind.Queue, State.QueueOf(task.Kind.Queue).Insert(0, task.Id)) };

    public static string CourseOf(TaskRow task) => string.Create(CultureInfo.InvariantCulture,
        $"{task.Starts}|{task.Started}|{task.Deadline}|{task.Attempts}|{task.Deaths}|{task.Queued}");

    /// <summary>A start that did not end its task is kept: the newest 32.</summary>
    public TaskRow Remembered(TaskRow task, string outcome)
    {
        ImmutableList<Try> tries = task.Tries.Add(new Try(task.Starts, task.Attempts, task.Deaths, outcome, task.Started, Now));
        return task with { Tries = tries.Count > 32 ? tries.RemoveAt(0) : tries };
    }

    /// <summary>Back into its queue: a retry to the back, a hand-back and a recovered task to the front. None of them is charged by it.</summary>
    public void Requeue(TaskRow task, bool front)
    {
        Put(task with { Place = Place.Queued, Holder = "", Queued = Now });
        Push(task.Kind.Queue, front, task.Id);
    }

    /// <summary>A charged attempt is over. Failed and timed out ones are tried again while retries last.</summary>
    public void Attempted(TaskRow task, char letter)
    {
        if (letter is 'f' or 't' && task.Attempts < task.Kind.Retries)
        {
            Requeue(Remembered(task with { Attempts = task.Attempts + 1 }, letter == 'f' ? "failed" : "timedout"), front: false);
        }
        else
        {
            Finish(task, letter, "", CourseOf(task));
        }
    }

    /// <summary>The task is over. Of one that is not kept at all a stub is left; a workflow's tasks are kept with it.</summary>
    public void Finish(TaskRow task, char letter, string reason, string course)
    {
        bool dropped = task.Flow is null && State.Drops(letter);
        task = task with { Place = Place.Done, End = letter, Reason = reason, Ended = Now, Course = course, Holder = "", Dropped = dropped };
        if (dropped || State.Drops('l'))
        {
            task = task with { Log = [], Tries = dropped ? [] : task.Tries };
        }

        Put(task);
        ended.Add(task.Id);
        if (task.Flow is { } id)
        {
            FlowRow flow = Counted(State.Flows[id], letter, task.Kind.MayFail);
            Put(flow);
            if (flow.Left == 0)
            {
                over.Add(id);
            }
        }
    }

    private static FlowRow Counted(FlowRow flow, char letter, bool mayFail)
    {
        flow = flow with { Ends = flow.Ends.SetItem(letter, flow.Ends.GetValueOrDefault(letter) + 1), Left = flow.Left - 1 };
        return letter switch
        {
            'p' => flow,
            's' => flow with { StageSkipped = flow.StageSkipped + 1 },
            _ when mayFail => flow with { Warned = flow.Warned + 1 },
            _ => flow with { StageFailed = flow.StageFailed + 1 },
        };
    }

    /// <summary>The first task of a stage, or of the workflow, was handed to a runner.</summary>
    public void FlowStarted(string id)
    {
        FlowRow flow = State.Flows[id];
        if (flow.StageStarted == 0)
        {
            Put(flow with { StageStarted = Now, Started = flow.Started == 0 ? Now : flow.Started });
        }
    }

    public void Begin(FlowRow flow)
    {
        Put(flow);
        Advance(flow.Id);
    }

    /// <summary>
    /// Takes a workflow as far as it goes: moves the tasks of the stage that was reached, closes each stage that is over, and ends the workflow
    /// after its last one. What is over the budget of a call, or needs an undeclared queue, waits in <c>advancing</c>.
    /// </summary>
    public void Advance(string id)
    {
        FlowRow flow = State.Flows[id];
        while (flow.Stage < flow.Shape.Length)
        {
            if (!flow.Moved)
            {
                if (budget <= 0 || Moved(flow) is not { } moved)
                {
                    Put(flow);
                    State = State with { Advancing = State.Advancing.SetItem(id, Now) };
                    Left = true;
                    return;
                }

                flow = moved;
            }

            if (flow.Left > 0)
            {
                break;
            }

            flow = Closed(flow);
        }

        if (flow.Stage == flow.Shape.Length && flow.Ended == 0)
        {
            flow = flow with { Ended = Now };
            ended.Add(id);
        }

        Put(flow);
        State = State with { Advancing = State.Advancing.Remove(id) };
    }

    /// <summary>Queues what of the stage may run, and skips the rest; null, with nothing done, if a queue of it is not declared.</summary>
    private FlowRow? Moved(FlowRow flow)
    {
        Kind[] stage = flow.Shape[flow.Stage];
        bool Runs(Kind kind) => kind.When switch { RunWhen.Always => true, RunWhen.OnFailure => flow.Failed > 0, _ => flow.Failed == 0 };
        if (stage.Any(kind => Runs(kind) && !Declares(kind.Queue)))
        {
            Needed.UnionWith(Universe.QueuesOf(flow.Shape).Where(queue => !Declares(queue)));
            return null;
        }

        for (int i = 0; i < stage.Length; i++)
        {
            TaskRow task = State.Tasks[flow.Tasks[flow.Stage][i]];
            if (Runs(stage[i]))
            {
                Put(task with { Place = Place.Queued, Queued = flow.Stage == 0 ? null : Now });
                Push(stage[i].Queue, front: false, task.Id);
            }
            else
            {
                Put(task with { Place = Place.Done, End = 's', Ended = Now, Course = "0|||0|0|" });
                ended.Add(task.Id);
                flow = Counted(flow, 's', mayFail: false);
            }
        }

        budget -= stage.Length;
        return flow with { Moved = true };
    }

    private FlowRow Closed(FlowRow flow)
    {
        char state = flow.StageFailed > 0 ? 'f' : flow.StageSkipped == flow.Shape[flow.Stage].Length ? 's' : 'p';
        budget -= CostOfStage;
        return flow with
        {
            Over = flow.Over.Add((state, flow.StageReady, flow.StageStarted, Now)),
            Failed = flow.Failed + flow.StageFailed,
            Stage = flow.Stage + 1,
            Moved = false,
            Left = flow.Stage + 1 < flow.Shape.Length ? flow.Shape[flow.Stage + 1].Length : flow.Left,
            StageFailed = 0,
            StageSkipped = 0,
            StageStarted = 0,
            StageReady = Now,
        };
    }

    /// <summary>Judges the stages whose last task ended in this call, and tells who waits.</summary>
    public void Settle()
    {
        foreach (string id in over)
        {
            if (State.Flows[id] is { Left: 0, Ended: 0 })
            {
                Advance(id);
            }
        }

        over.Clear();
        foreach (string id in ended)
        {
            if (State.Waiters.TryGetValue(id, out ImmutableList<string>? clients))
            {
                Told.AddRange(clients.Select(client => $"done:{client} {id}"));
                State = State with { Waiters = State.Waiters.Remove(id) };
            }
        }

        ended.Clear();
    }

    /// <summary>The messages that must be heard: channel and text.</summary>
    public List<string> Told { get; } = [];

    /// <summary>How often this call wakes a runner at a queue; whom of those that are parked there, the store may choose.</summary>
    public Dictionary<string, int> Wakes { get; } = new(StringComparer.Ordinal);

    /// <summary>Queues to whose front several tasks were put in an order that the store may choose.</summary>
    public Dictionary<string, int> AnyOrder { get; } = new(StringComparer.Ordinal);

    /// <summary>Single tasks that are expired, of which this call may take some away, or none.</summary>
    public IReadOnlyList<string> MayGo { get; set; } = [];

    /// <summary>Whether this call takes a slice away of what is expired or leaving; which, the store may choose.</summary>
    public bool TakesSlice { get; set; }

    public void Wake(string queue) => Wakes[queue] = Wakes.GetValueOrDefault(queue) + 1;

    /// <summary>Wakes a runner at each queue that this call put something into, if it is still there.</summary>
    public void WakePushed()
    {
        foreach (string queue in pushed.Where(queue => State.QueueOf(queue).Count > 0))
        {
            Wake(queue);
        }
    }

    public void Unpark(string queue, string incarnation) => State = State with { Parked = State.Parked.SetItem(queue, State.ParkedAt(queue).Remove(incarnation)) };

    /// <summary>After a time in which nobody's heartbeat was accepted, all have one expiry of grace, from the fourth gap on of a row but for those whose heartbeat had expired before.</summary>
    public bool InGrace(long expires)
    {
        if (State.Beat > 0 && Now - State.Beat > 2 * Universe.Period.TotalMilliseconds && State.Graced != State.Beat)
        {
            State = State with
            {
                Grace = Now + (long)Universe.Expiry.TotalMilliseconds, Graced = State.Beat, Gaps = State.Beat < State.Grace ? State.Gaps + 1 : 1,
            };
        }

        return Now < State.Grace && (State.Gaps <= 3 || expires >= State.Graced);
    }

    public RunnerEntry Pulsed(RunnerEntry runner)
    {
        InGrace(Now);
        State = State with { Beat = Now };
        return runner with { Expires = Now + (long)Universe.Expiry.TotalMilliseconds };
    }

    /// <summary>It can claim and complete nothing more; what it holds is moved by recovering it.</summary>
    public static RunnerEntry Buried(RunnerEntry runner, char kind) => runner with { Lives = false, Dying = (kind, 0, 0) };
}
