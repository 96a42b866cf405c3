namespace Taskue;

/// <summary>The server's clock as far as a process knows it: its own, corrected by what replies have told. Thread-safe.</summary>
/// <remarks>
/// A reply is older when it is handled than the time it tells, by as much as it was on its way and waited for a thread. So of the replies of a
/// while the one counts that was the freshest, which is the one that puts the server's clock furthest ahead.
/// </remarks>
internal sealed class ServerClock(TimeProvider clock)
{
    /// <summary>After so long a fresh reply is due: either clock may have been set, and no two run at the same speed.</summary>
    private const long WhileMs = 10_000;

    private long ahead;
    private long freshest = long.MinValue / 2;

    public long NowMs => LocalMs + Interlocked.Read(ref ahead);

    private long LocalMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A reply has told the server's time, Unix milliseconds.</summary>
    public void Heard(long serverMs)
    {
        long now = LocalMs, told = serverMs - now;
        if (told >= Interlocked.Read(ref ahead) || Math.Abs(now - Interlocked.Read(ref freshest)) > WhileMs)
        {
            Interlocked.Exchange(ref ahead, told);
            Interlocked.Exchange(ref freshest, now);
        }
    }
}
