namespace Taskue;

/// <summary>The server's clock as far as a process knows it: its own, corrected by what replies have told. Thread-safe.</summary>
internal sealed class ServerClock(TimeProvider clock)
{
    private long ahead;

    public long NowMs => LocalMs + Interlocked.Read(ref ahead);

    private long LocalMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A reply has told the server's time, Unix milliseconds.</summary>
    public void Heard(long serverMs) => Interlocked.Exchange(ref ahead, serverMs - LocalMs);
}
