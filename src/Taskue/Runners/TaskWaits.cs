using System.Collections.Concurrent;

namespace Taskue;

/// <summary>Which of a runner's tasks wait for another task or workflow to end, through a client in this process. Thread-safe.</summary>
internal sealed class TaskWaits(TimeProvider clock)
{
    /// <summary>How long a task must have waited before the runner announces it: what waits briefly costs nothing.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    private const int MostAnnounced = 20;

    private readonly ConcurrentDictionary<Waiting, long> all = new();

    /// <summary>A task has begun to wait; disposing ends it.</summary>
    public IDisposable Begin(string task, string waitsFor)
    {
        var waiting = new Waiting(all, task, waitsFor);
        all[waiting] = clock.GetTimestamp();
        return waiting;
    }

    /// <summary>Those that have waited for a while, in an order that stays.</summary>
    public IReadOnlyList<(string Task, string For)> Long() => all.IsEmpty ? [] :
    [
        .. all.Where(one => clock.GetElapsedTime(one.Value) >= Least).OrderBy(one => one.Value).Take(MostAnnounced).Select(one => (one.Key.Task, one.Key.For)),
    ];

    private sealed class Waiting(ConcurrentDictionary<Waiting, long> all, string task, string waitsFor) : IDisposable
    {
        public string Task => task;

        public string For => waitsFor;

        public void Dispose() => all.TryRemove(this, out _);
    }
}
