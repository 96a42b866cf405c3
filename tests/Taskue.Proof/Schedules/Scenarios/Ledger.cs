using System.Diagnostics;
using Taskue.Proof.Fuzz;
using Taskue.Proof.Schedules.Engine;
using Taskue.Store;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>A small store in memory, with one queue, that holds a runner to what exchange.lua and the others expect of it.</summary>
/// <remarks>Each transition is one step; what a runner meets around it, such as lost calls and lost answers, is drawn.</remarks>
internal sealed partial class Ledger(Dice dice, Bodies bodies, int concurrency) : UnusedStore
{
    /// <summary>How long a runner may take for something that it does at once.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, Row> rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action> listeners = new(StringComparer.Ordinal);
    private readonly List<string> enqueued = [];
    private List<string> queue = [];
    private Dictionary<string, (string Incarnation, long Starts)> active = [];
    private Dictionary<string, long> starts = [];
    private Dictionary<string, Ending> done = [];
    private HashSet<(string Id, long Starts)> told = [];
    private (List<string> Queue, Dictionary<string, (string, long)> Active, Dictionary<string, long> Starts, Dictionary<string, Ending> Done, HashSet<(string, long)> Told,
        (Row Row, long Number, ExchangeReply? Reply, Exchange? Call)[] Rows)? remembered;

    /// <summary>One call in how many is lost, or its answer; 0 is none.</summary>
    public int Loses
    {
        get;
        set
        {
            field = value;
            bodies.Quiet &= value == 0;
        }
    }

    /// <summary>One wake-up in how many is lost; 0 is none.</summary>
    public int LosesWakes { get; set; }

    /// <summary>Redis cannot be reached.</summary>
    public bool Away
    {
        get;
        set
        {
            field = value;
            bodies.Quiet &= !value;
            wasAway |= value;
        }
    }

    /// <summary>The longest time that an answer takes, milliseconds.</summary>
    public int Slow { get; set; }

    /// <summary>An operator's command, which stands.</summary>
    public RunnerCommand Command { get; set; }

    /// <summary>Another living runner has the name.</summary>
    public bool NameTaken { get; set; }

    /// <summary>The runner's own results may be refused: somebody has taken its tasks.</summary>
    public bool Refuses { get; private set; }

    /// <summary>The next call that tells an end is forgotten as soon as it is answered: Redis crashes before it has written it down.</summary>
    public bool ForgetsNextEnd { get; set; }

    /// <summary>The next call that brings lines takes so long, and fails: its thread was frozen in it, and finds its connection gone. Zero is none.</summary>
    public TimeSpan FreezesNextAppend
    {
        get;
        set
        {
            field = value;
            bodies.Quiet &= value == TimeSpan.Zero;
        }
    }

    /// <summary>Time passes although threads could go on: a stop may not wait long enough for the answer that it has left.</summary>
    public bool Pressing { get; init; }

    /// <summary>The runner has been asked to stop.</summary>
    public bool StopAsked { get; set; }

    public TimeSpan TaskTimeout { get; init; }

    public TimeSpan TimeoutGrace { get; init; }

    public TimeSpan HeartbeatInterval { get; init; }

    public int Ended => done.Count;

    public IEnumerable<string> Active => active.Keys;

    private bool wasAway;

    private static long Now => Scheduler.Here.Scheduler.Now;

    public void Enqueue(string id)
    {
        queue.Add(id);
        enqueued.Add(id);
        Wake();
    }

    /// <summary>The runner's heartbeat has expired, and another runner has moved its tasks on.</summary>
    public void Bury()
    {
        bodies.Endless = false;
        foreach (Row row in rows.Values.Where(row => row.Lives))
        {
            row.Lives = false;
            row.Buried = true;
            Refuses = true;
            Release(row.Incarnation, _ => true);
        }
    }

    /// <summary>Another runner gives up a start that is overdue; the task is tried again.</summary>
    public bool Overtake(string id)
    {
        if (!active.Remove(id))
        {
            return false;
        }

        Refuses = true;
        queue.Add(id);
        Wake();
        return true;
    }

    /// <summary>Remembers how it stands.</summary>
    public void Remember() => remembered = ([.. queue], new(active), new(starts), new(done), [.. told], rows.Values.Select(row => (row, row.Number, row.Reply, row.Call)).ToArray());

    /// <summary>Redis comes back with what it had written down by then: everything since is forgotten.</summary>
    public void RollBack()
    {
        bodies.Repeats = Refuses = true;
        bodies.Quiet = false;
        (queue, active, starts, done, told, (Row Row, long Number, ExchangeReply? Reply, Exchange? Call)[] then) = remembered!.Value;
        remembered = null;
        foreach ((Row row, long number, ExchangeReply? reply, Exchange? call) in then)
        {
            (row.Number, row.Reply, row.Call) = (number, reply, call);
        }

        foreach (string id in enqueued)
        {
            if (!queue.Contains(id) && !active.ContainsKey(id) && !done.ContainsKey(id))
            {
                queue.Add(id); // its producer was not answered, and enqueues it again
            }
        }

        foreach (Action wake in listeners.Values)
        {
            Scheduler.Here.Scheduler.Add("back again", FlowKind.Step, wake); // connections are made anew
        }
    }

    public void Listen(string incarnation, Action wake) => listeners[incarnation] = wake;

    public void StopListening(string incarnation) => listeners.Remove(incarnation);

    /// <summary>Everything has come to its end: each task has ended once, or is in the queue where the runner may leave it there.</summary>
    public void CheckEnd(IEnumerable<string> ids, bool mayBeLeft)
    {
        foreach (Row row in rows.Values.Where(row => row.Lives && !wasAway && Loses == 0 && !Pressing))
        {
            Scheduler.Fail($"{row.Incarnation} has not left");
        }

        foreach (string id in ids)
        {
            int places = queue.Count(one => one == id) + (active.ContainsKey(id) ? 1 : 0) + (done.ContainsKey(id) ? 1 : 0);
            if (places != 1 || (!done.ContainsKey(id) && !mayBeLeft))
            {
                Scheduler.Fail($"{id} is in {places} places; queue {string.Join(' ', queue)}, active {string.Join(' ', active.Keys)}, ended {string.Join(' ', done.Keys)}");
            }
        }
    }

    private void Wake()
    {
        foreach (Row row in rows.Values.Where(row => row.Lives && row.Parked && listeners.ContainsKey(row.Incarnation)).Take(1))
        {
            row.Parked = false;
            if (LosesWakes > 0 && dice.OneIn(LosesWakes))
            {
                continue;
            }

            row.WokenAt = Now;
            Action wake = listeners[row.Incarnation];
            Scheduler.Here.Scheduler.Add("wake-up", FlowKind.Step, wake);
        }
    }

    private void Release(string incarnation, Func<string, bool> which)
    {
        foreach (string id in active.Where(one => one.Value.Incarnation == incarnation && which(one.Key)).Select(one => one.Key).ToArray())
        {
            active.Remove(id);
            queue.Insert(0, id);
            Wake();
        }
    }

    private void JudgeTime(string what, long since, TimeSpan most)
    {
        TimeSpan took = Stopwatch.GetElapsedTime(since, Now);
        if (bodies.Quiet && took > most + TimeSpan.FromMilliseconds(2 * Slow))
        {
            Scheduler.Fail($"{what} took {took.TotalMilliseconds:F0} ms");
        }
    }

    /// <summary>A runner as the store knows it.</summary>
    private sealed class Row(string incarnation)
    {
        public string Incarnation => incarnation;

        public bool Lives { get; set; } = true;

        /// <summary>It was declared dead, and has not said that it leaves.</summary>
        public bool Buried { get; set; }

        public bool Parked { get; set; }

        public long Number { get; set; }

        public ExchangeReply? Reply { get; set; }

        public Exchange? Call { get; set; }

        /// <summary>The highest number of a call that has come, also of one that was forgotten or answered "behind".</summary>
        public long Highest { get; set; }

        /// <summary>The number of its last call when it said that it is stopping.</summary>
        public long? StoppingAt { get; set; }

        public long? WokenAt { get; set; }

        public long BeatAt { get; set; } = Now;

        /// <summary>What it was given by an answer that it has heard, and has not told the end of.</summary>
        public Dictionary<string, long> Given { get; } = new(StringComparer.Ordinal);
    }
}
