using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Taskue.RunnerTests;

/// <summary>Where the tasks of one test meet it: it sees them come in, counts them, and lets them out.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Bodies may be inside for as long as the process lives.")]
internal sealed class Door
{
    private static readonly ConcurrentDictionary<string, Door> All = new(StringComparer.Ordinal);

    private readonly ManualResetEventSlim open = new(false);
    private readonly TaskCompletionSource openAsync = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> entries = new();
    private int inside;
    private int most;

    /// <summary>What came in, in order.</summary>
    public IReadOnlyList<string> Entries => [.. entries];

    public int Entered => entries.Count;

    public int Inside => Volatile.Read(ref inside);

    /// <summary>How many were inside at once at most.</summary>
    public int Most => Volatile.Read(ref most);

    public static Door Of(string name) => All.GetOrAdd(name, _ => new Door());

    public void Open()
    {
        open.Set();
        openAsync.TrySetResult();
    }

    /// <summary>Comes in, holds the thread until the door is opened or the token fires, and goes out.</summary>
    public void Pass(string entry, CancellationToken token)
    {
        Enter(entry);
        try
        {
            open.Wait(token);
        }
        finally
        {
            Leave();
        }
    }

    public async Task PassAsync(string entry, CancellationToken token)
    {
        Enter(entry);
        try
        {
            await openAsync.Task.WaitAsync(token);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Comes in and goes out.</summary>
    public void Note(string entry)
    {
        Enter(entry);
        Leave();
    }

    private void Enter(string entry)
    {
        int now = Interlocked.Increment(ref inside);
        int seen;
        while ((seen = Volatile.Read(ref most)) < now && Interlocked.CompareExchange(ref most, now, seen) != seen)
        {
        }

        entries.Enqueue(entry);
    }

    private void Leave() => Interlocked.Decrement(ref inside);
}
