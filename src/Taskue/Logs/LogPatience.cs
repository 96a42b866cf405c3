namespace Taskue;

/// <summary>Tries a read again while Redis is away for a moment. The first try of all tells at once what is wrong. Not thread-safe.</summary>
internal sealed class LogPatience(TimeProvider clock)
{
    /// <summary>How long it goes on trying.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private long? reached;

    public async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                T result = await read(cancellationToken).ConfigureAwait(false);
                reached = clock.GetTimestamp();
                return result;
            }
            catch (StoreException fault) when (fault.IsTransient && reached is { } last && clock.GetElapsedTime(last) < Limit)
            {
                await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
