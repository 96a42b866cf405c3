using System.Diagnostics;

namespace Taskue.Cli.Commands.Watching;

/// <summary>Looks at something until it has ended. The end is pushed; what happens on the way is looked at now and then.</summary>
internal static class Follow
{
    private static readonly TimeSpan LeastPeriod = TimeSpan.FromMilliseconds(200);

    /// <param name="end">Waits for the end.</param>
    /// <param name="read">Looks.</param>
    /// <param name="see">Is told each look, and says whether it has seen enough.</param>
    /// <param name="stop">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static async Task RunAsync<T>(Func<Task> end, Func<Task<T>> read, Func<T, bool> see, CancellationToken stop)
    {
        Task ended = end();
        _ = ended.ContinueWith(static one => one.Exception, TaskScheduler.Default); // where nobody waits for it any more
        while (true)
        {
            bool last = ended.IsCompleted;
            if (last)
            {
                await ended;
            }

            long before = Stopwatch.GetTimestamp();
            if (see(await read()) || last)
            {
                return;
            }

            // Looking at thousands of tasks takes time that the runners need.
            TimeSpan period = TimeSpan.FromTicks(Math.Max(LeastPeriod.Ticks, 3 * Stopwatch.GetElapsedTime(before).Ticks));
            await Task.WhenAny(ended, Task.Delay(period, stop));
            stop.ThrowIfCancellationRequested();
        }
    }
}
