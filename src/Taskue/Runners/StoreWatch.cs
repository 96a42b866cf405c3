using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>Whether a runner has a usable store. It says so in the log when that changes, and again and again while it has none. Thread-safe.</summary>
internal sealed class StoreWatch(string runner, TimeProvider clock, ILogger log)
{
    /// <summary>How often it says that there is still no usable store.</summary>
    public static readonly TimeSpan SayAgain = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private volatile StoreException? reason;
    private long since;
    private long said;

    /// <summary>Why the store could not be used when it was last tried; null while it can be used.</summary>
    public StoreException? Reason => reason;

    public bool IsAway => reason is not null;

    /// <summary>For how long there has been no usable store.</summary>
    public TimeSpan AwayFor
    {
        get
        {
            lock (gate)
            {
                return reason is null ? TimeSpan.Zero : clock.GetElapsedTime(since);
            }
        }
    }

    public void Failed(StoreException fault)
    {
        bool first, again = false;
        TimeSpan away;
        lock (gate)
        {
            long now = clock.GetTimestamp();
            first = reason is null;
            since = first ? now : since;
            away = clock.GetElapsedTime(since, now);
            again = !first && clock.GetElapsedTime(said, now) >= SayAgain;
            said = first || again ? now : said;
            reason = fault;
        }

        if (first)
        {
            RunnerLog.StoreLost(log, runner, fault);
        }
        else if (again)
        {
            RunnerLog.StoreStillLost(log, runner, (long)away.TotalSeconds, fault.Message);
        }
    }

    public void Answered()
    {
        if (reason is null)
        {
            return;
        }

        lock (gate)
        {
            reason = null;
        }

        RunnerLog.StoreBack(log, runner);
    }
}
