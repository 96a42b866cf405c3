namespace Taskue;

/// <summary>Counts the bodies of one runner that ignored their timeout and still run, over all its incarnations. Thread-safe.</summary>
/// <param name="most">How many there may be before <paramref name="onReached"/> is called.</param>
/// <param name="onReached">Called once, on the thread that counts the last one, which it must not hold up.</param>
internal sealed class StuckTasks(int most, Action onReached)
{
    private int count;
    private int reached;

    public int Count => Volatile.Read(ref count);

    /// <summary>How many there were when the limit was reached; <see langword="null"/> while it never was.</summary>
    public int? Reached => Volatile.Read(ref reached) is var number and > 0 ? number : null;

    public void Add()
    {
        int now = Interlocked.Increment(ref count);
        if (now >= most && Interlocked.CompareExchange(ref reached, now, 0) == 0)
        {
            onReached();
        }
    }

    public void Remove() => Interlocked.Decrement(ref count);
}
