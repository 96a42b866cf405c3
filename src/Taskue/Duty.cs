namespace Taskue;

/// <summary>The loop of a background duty: it takes its turn once a period until it is stopped, and no error ends it.</summary>
/// <param name="period">From one turn to the next.</param>
/// <param name="turn">What is done.</param>
/// <param name="failed">Told what went wrong in a turn. The next turn tries again.</param>
/// <param name="clock">The clock.</param>
internal sealed class Duty(TimeSpan period, Func<Task> turn, Action<Exception> failed, TimeProvider clock)
{
    /// <summary>Ends when it is stopped; it never throws.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                await TryAsync(turn, failed).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <summary>One turn, or one part of it. It never throws.</summary>
    /// <returns>Whether it went well.</returns>
    public static async Task<bool> TryAsync(Func<Task> turn, Action<Exception> failed)
    {
        try
        {
            await turn().ConfigureAwait(false);
            return true;
        }
        catch (Exception fault)
        {
            failed(fault);
            return false;
        }
    }
}
