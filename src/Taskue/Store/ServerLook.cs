using System.Diagnostics;

namespace Taskue.Store;

/// <summary>The look at a server before it is used: whether it can be, and what its clock says. Shared by all that work on one connection. Thread-safe.</summary>
/// <param name="look">Makes the look, and gives the server's time, Unix milliseconds, where the server tells it.</param>
internal sealed class ServerLook(Func<Task<long?>> look)
{
    private readonly Lock gate = new();
    private Task? looking;
    private Action<long>? waiting; // for the time
    private long? serverMs;
    private long heardAt;

    /// <summary>Whether the server was found fit to be used.</summary>
    public bool IsDone => Volatile.Read(ref looking) is { IsCompletedSuccessfully: true };

    /// <summary>Looks, unless the server was found fit before.</summary>
    /// <exception cref="StoreException">The server cannot be reached, or not be used. The next call looks again.</exception>
    public Task EnsureAsync()
    {
        lock (gate)
        {
            if (looking is null or { IsFaulted: true } or { IsCanceled: true })
            {
                looking = Task.Run(LookAsync);
            }

            return looking;
        }
    }

    /// <summary>Tells the server's time, Unix milliseconds, at once or when it is known.</summary>
    public void OnTime(Action<long> hear)
    {
        long now;
        lock (gate)
        {
            if (serverMs is not { } heard)
            {
                waiting += hear;
                return;
            }

            now = heard + (long)Stopwatch.GetElapsedTime(heardAt).TotalMilliseconds;
        }

        hear(now);
    }

    private async Task LookAsync()
    {
        if (await look().ConfigureAwait(false) is not { } now)
        {
            return;
        }

        Action<long>? all;
        lock (gate)
        {
            (serverMs, heardAt) = (now, Stopwatch.GetTimestamp());
            (all, waiting) = (waiting, null);
        }

        all?.Invoke(now);
    }
}
