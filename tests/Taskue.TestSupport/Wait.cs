using System.Diagnostics;
using System.Globalization;

namespace Taskue.TestSupport;

/// <summary>Waits for a condition that no signal of this process announces, such as another process being gone.</summary>
public static class Wait
{
    /// <summary>Where time is not what is tested: what starts programs takes minutes on a machine that is busy with forty other things.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks again and again until it is true; fails with <paramref name="what"/> when the limit has passed.</summary>
    public static Task Eventually(Func<bool> condition, string what, TimeSpan? limit = null, CancellationToken ct = default) =>
        Eventually(() => Task.FromResult(condition()), what, limit, ct);

    /// <inheritdoc cref="Eventually(Func{bool}, string, TimeSpan?, CancellationToken)"/>
    public static async Task Eventually(
        Func<Task<bool>> condition, string what, TimeSpan? limit = null, CancellationToken ct = default)
    {
        var within = limit ?? DefaultLimit;
        var watch = Stopwatch.StartNew();
        while (!await condition().WaitAsync(within + TimeSpan.FromSeconds(5), ct))
        {
            if (watch.Elapsed > within)
            {
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture,
                    $"Not within {within.TotalSeconds:0.###} s: {what}"));
            }

            await Task.Delay(Period, ct);
        }
    }

    /// <summary>Awaits a task with a limit; the failure says what was awaited.</summary>
    public static async Task<T> For<T>(Task<T> task, string what, TimeSpan? limit = null, CancellationToken ct = default)
    {
        var within = limit ?? DefaultLimit;
        try
        {
            return await task.WaitAsync(within, ct);
        }
        catch (TimeoutException e) when (!task.IsCompleted)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture,
                $"Not within {within.TotalSeconds:0.###} s: {what}"), e);
        }
    }
}
