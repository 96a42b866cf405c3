namespace Taskue;

/// <summary>Queues in which a runner met tasks that it cannot run: it leaves each to others for a while, then tries a single task.</summary>
/// <remarks>
/// The pause doubles with each task in a row that the runner cannot run, from 10 ms to 10 s (exponential backoff). The first task that it can run
/// ends it. Where no other runner is known to take such tasks, a few short pauses give one the time to show itself; from then on the runner takes
/// them as they come, so that they do not hold up what waits behind them. Not thread-safe: it belongs to the dispatch thread.
/// </remarks>
internal sealed class AvoidedQueues
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>After so long without such a task the count begins again.</summary>
    private static readonly TimeSpan Forgotten = 3 * Longest;

    /// <summary>How many tasks in a row are met with pauses while no other runner is known to take them.</summary>
    private const int Patience = 6;

    private readonly Dictionary<string, Met> met = new(StringComparer.Ordinal);

    /// <summary>The queues to claim nothing from at this moment; whether this call tries an avoided one, and so is to claim a single task.</summary>
    /// <param name="now">The time since some fixed moment.</param>
    public (IReadOnlyList<string> Avoided, bool Tries) At(TimeSpan now)
    {
        if (met.Count == 0)
        {
            return ([], false);
        }

        bool tries = false;
        var avoided = new List<string>();
        foreach ((string queue, Met one) in met)
        {
            if (one.Pause == TimeSpan.Zero)
            {
                continue;
            }

            if (now < one.Until)
            {
                avoided.Add(queue);
            }
            else
            {
                tries = true;
                met[queue] = one with { Until = now + one.Pause };
            }
        }

        return (avoided, tries);
    }

    /// <summary>How long it is until an avoided queue may be tried; null where none is avoided.</summary>
    public TimeSpan? Rest(TimeSpan now)
    {
        TimeSpan? rest = null;
        foreach (Met one in met.Values)
        {
            if (one.Pause > TimeSpan.Zero && (rest is null || one.Until - now < rest))
            {
                rest = one.Until > now ? one.Until - now : TimeSpan.Zero;
            }
        }

        return rest;
    }

    /// <summary>A task of the queue could not be run here.</summary>
    public void CannotRun(string queue, bool othersTake, TimeSpan now)
    {
        Met before = met.GetValueOrDefault(queue);
        int count = before.Count > 0 && now - before.At < Forgotten ? before.Count + 1 : 1;
        if (!othersTake && count > Patience)
        {
            met[queue] = new Met(Patience, now, default, default);
            return;
        }

        TimeSpan pause = Shortest * Math.Pow(2, Math.Min(count - 1, 10));
        pause = pause < Longest ? pause : Longest;
        met[queue] = new Met(count, now, now + pause, pause);
    }

    /// <summary>A task of the queue can be run here.</summary>
    public void CanRun(string queue) => met.Remove(queue);

    private readonly record struct Met(int Count, TimeSpan At, TimeSpan Until, TimeSpan Pause);
}
