using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>Says on a period that a runner lives. On a thread of its own, so that no task and no starved thread pool can stop it.</summary>
/// <remarks>It falls silent by itself when the dispatch loop has stood still for too long: a runner that only beats helps nobody.</remarks>
internal sealed class Heartbeat(IStore store, RunnerKeys runner, RunnerOptions options, Dispatcher dispatcher, ILogger log, BlockingConnection? connection = null)
    : IDisposable
{
    private readonly ManualResetEventSlim stop = new(false);
    private bool stalled;

    /// <summary>
    /// How long one heartbeat may take: two fit into the time that is left after a period, so that one connection that has fallen silent
    /// is nobody's death.
    /// </summary>
    public static TimeSpan Limit(RunnerOptions options) => (options.HeartbeatExpiry - options.HeartbeatInterval) / 2;

    /// <summary>An operator's command; called on the heartbeat's thread.</summary>
    public Action<RunnerCommand> Commanded { get; set; } = static _ => { };

    public void Start() =>
        new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "taskue " + runner.Name + " heartbeat" }.Start();

    public void Dispose() => stop.Set();

    private void Run()
    {
        TimeSpan rest = options.HeartbeatInterval;
        while (!stop.Wait(rest))
        {
            if (dispatcher.StoodStill > options.StalledAfter)
            {
                if (!stalled)
                {
                    RunnerLog.Stalled(log, runner.Name, DurationText.Of(dispatcher.StoodStill));
                }

                stalled = true;
                rest = options.HeartbeatInterval;
                continue;
            }

            stalled = false;
            rest = Beat() ? options.HeartbeatInterval : options.HeartbeatInterval / 10;
        }

        connection?.Dispose();
    }

    /// <summary>False where it was not heard: then there is no time for a whole period.</summary>
    private bool Beat()
    {
        try
        {
            HeartbeatReply reply = store.Heartbeat(runner, options.HeartbeatInterval, options.HeartbeatExpiry, connection);
            if (reply.Gone)
            {
                dispatcher.Wake(); // its next call is answered the same, and the runner starts anew
            }
            else
            {
                Commanded(reply.Command);
            }

            return true;
        }
        catch (StoreException)
        {
            // The dispatch loop meets the same fault, says so once, and knows when it is over; where all slots are busy it would not call.
            dispatcher.Wake();
            return false;
        }
        catch (Exception fault)
        {
            RunnerLog.Unexpected(log, runner.Name, fault);
            return true;
        }
    }
}
