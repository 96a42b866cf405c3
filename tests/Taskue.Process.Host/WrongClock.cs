namespace Taskue.ProcessHost;

/// <summary>The machine's clock, wrong by as much as is said. What is measured, and what is waited for, is not touched by it.</summary>
internal sealed class WrongClock : TimeProvider
{
    private long wrongByMs;

    public long WrongByMs
    {
        get => Interlocked.Read(ref wrongByMs);
        set => Interlocked.Exchange(ref wrongByMs, value);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMilliseconds(WrongByMs);
}
