using System.Collections.Concurrent;
using System.Diagnostics;

namespace Taskue.Proof.Soak;

/// <summary>What was sent and must end, and what became of it. Safe for many threads.</summary>
internal sealed class Ledger(TaskueClient client)
{
    /// <summary>Texts of faults that are kept; the others are counted.</summary>
    private const int MostTexts = 10;

    private readonly ConcurrentDictionary<Kind, Tally> tallies = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentQueue<Expectation> expected = new();
    private readonly ConcurrentQueue<string> texts = new();
    private long outstanding, answered, faults, unseen;

    /// <param name="Meant">When it was meant to be sent.</param>
    /// <param name="Seen">When it was last known to be there: both of <see cref="Stopwatch"/>.</param>
    public readonly record struct Expectation(string Id, Kind Kind, long Meant, long Seen);

    public TaskueClient Client => client;

    /// <summary>Until an enqueue was acknowledged.</summary>
    public Latencies Enqueue { get; } = new();

    /// <summary>Until the body began.</summary>
    public Latencies Start { get; } = new();

    /// <summary>Until a waiter of a task was answered; and of a workflow.</summary>
    public Latencies Wait { get; } = new();

    public Latencies Flow { get; } = new();

    /// <summary>How late the producer itself was.</summary>
    public Latencies Late { get; } = new();

    /// <summary>Acknowledged, and not yet seen to have ended.</summary>
    public long Outstanding => Interlocked.Read(ref outstanding);

    public long Waits => Interlocked.Read(ref answered);

    public long Faults => Interlocked.Read(ref faults);

    /// <summary>Not there when it was looked for, and last seen longer ago than anything is kept: nothing can be said of it.</summary>
    public long Unseen => Interlocked.Read(ref unseen);

    public IReadOnlyCollection<string> FaultTexts => texts;

    public IEnumerable<(Kind Kind, long Sent, long Ended)> Tallies =>
        tallies.Select(one => (one.Key, Interlocked.Read(ref one.Value.Sent), Interlocked.Read(ref one.Value.Ended)));

    /// <summary>It was acknowledged, and the audit follows it to its end.</summary>
    public void Expect(Kind kind, long meant, params IReadOnlyCollection<string> ids)
    {
        Sent(kind, ids.Count);
        Interlocked.Add(ref outstanding, ids.Count);
        long now = Stopwatch.GetTimestamp();
        foreach (string id in ids)
        {
            expected.Enqueue(new Expectation(id, kind, meant, now));
        }
    }

    public void Sent(Kind kind, int count) => Interlocked.Add(ref TallyOf(kind).Sent, count);

    public void Ended(Kind kind) => Interlocked.Increment(ref TallyOf(kind).Ended);

    public void Answered() => Interlocked.Increment(ref answered);

    /// <summary>Takes a fault, if it is one; whether all is well.</summary>
    public bool Check(string? fault)
    {
        if (fault is null)
        {
            return true;
        }

        if (Interlocked.Increment(ref faults) <= MostTexts)
        {
            texts.Enqueue(fault);
        }

        return false;
    }

    /// <summary>All that is expected now: whoever takes it says of each that it is settled, or puts it back.</summary>
    public List<Expectation> TakeExpected()
    {
        var taken = new List<Expectation>();
        for (int i = expected.Count; i > 0 && expected.TryDequeue(out Expectation one); i--)
        {
            taken.Add(one);
        }

        return taken;
    }

    /// <summary>It was there, and had not ended.</summary>
    public void PutBack(Expectation one) => expected.Enqueue(one with { Seen = Stopwatch.GetTimestamp() });

    /// <summary>It has ended; a fault, if there is one, was taken.</summary>
    public void Settle(Expectation one, bool well)
    {
        Interlocked.Decrement(ref outstanding);
        if (well)
        {
            Ended(one.Kind);
        }
    }

    /// <summary>It is not there.</summary>
    public void Missing(Expectation one, TimeSpan retention)
    {
        Interlocked.Decrement(ref outstanding);
        TimeSpan ago = Stopwatch.GetElapsedTime(one.Seen);
        if (ago < retention)
        {
            Check(FormattableString.Invariant($"{one.Kind.Name} {one.Id} is lost: it was there {ago.TotalSeconds:0.0} s ago, and nothing goes within {retention.TotalSeconds:0.0} s"));
        }
        else
        {
            Interlocked.Increment(ref unseen);
        }
    }

    private Tally TallyOf(Kind kind) => tallies.GetOrAdd(kind, static _ => new Tally());

    private sealed class Tally
    {
        public long Sent, Ended;
    }
}
