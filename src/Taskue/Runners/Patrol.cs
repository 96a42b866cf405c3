using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>What each runner does for all: buries the dead and moves on their tasks, ends what is overdue, adopts held tasks, sweeps.</summary>
internal sealed class Patrol(
    IStore store, RunnerKeys runner, RunnerOptions options, RunnerMethods methods, StuckTasks stuck, Dispatcher dispatcher, TimeProvider clock, ILogger log)
{
    /// <summary>Slices of one duty in one round; what is left waits for the next round, or for another runner.</summary>
    private const int MostSlices = 200;

    private PatrolPlace place = PatrolPlace.Start;
    private string? announced;
    private int advancing;

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.MonitorInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                await TryAsync(RunOnceAsync).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <summary>Moves on the workflows that wait for it, now and beside the dispatch.</summary>
    public void AdvanceSoon()
    {
        if (Interlocked.Exchange(ref advancing, 1) == 0)
        {
            _ = Task.Run(() => TryAsync(AdvanceAsync));
        }
    }

    /// <summary>Says what this runner can run, and how it stands, where that is not what it said last.</summary>
    public async Task AnnounceAsync()
    {
        string now = RunnerAnnouncement.WithStuck(methods.Announcement, stuck.Count);
        if (now != announced && await store.AnnounceAsync(runner, now).ConfigureAwait(false))
        {
            announced = now;
        }
    }

    internal async Task RunOnceAsync()
    {
        await AnnounceAsync().ConfigureAwait(false);
        PatrolReply found = await store.PatrolAsync(runner, place, options.StalledAfter).ConfigureAwait(false);
        place = found.Next;
        foreach (LostRunner lost in found.Lost)
        {
            if (lost.Incarnation != runner.Incarnation)
            {
                await RecoverAsync(lost).ConfigureAwait(false);
            }
        }

        List<Overdue> overdue = [.. found.Overdue, .. HeldInVain(found)];
        if (overdue.Count > 0)
        {
            await store.GiveUpAsync(overdue, options.StalledAfter, options.HeldTimeout).ConfigureAwait(false);
        }

        Adopt(found);
        if (found.Advancing > 0)
        {
            await AdvanceAsync().ConfigureAwait(false);
        }

        for (int i = 0; found.Sweep && i < MostSlices && await store.SweepAsync().ConfigureAwait(false); i++)
        {
        }
    }

    private async Task RecoverAsync(LostRunner lost)
    {
        for (int i = 0; i < MostSlices; i++)
        {
            RecoverReply reply = await store.RecoverAsync(
                lost.Incarnation, lost.Queues, options.HeartbeatInterval, options.HeartbeatExpiry, options.MaxRunnerDeaths).ConfigureAwait(false);
            if (i == 0 && reply != RecoverReply.Alive)
            {
                RunnerLog.FoundDead(log, Incarnation.NameOf(lost.Incarnation));
            }

            if (reply != RecoverReply.More)
            {
                return;
            }
        }
    }

    private IEnumerable<Overdue> HeldInVain(PatrolReply found) => found.Held
        .Where(task => found.ServerMs - task.SinceMs > options.HeldTimeout.TotalMilliseconds)
        .Select(task => new Overdue(task.Id, null, task.Queue));

    private void Adopt(PatrolReply found)
    {
        var known = found.Held
            .Where(task => SpecRecord.MethodOfHeld(task.Method) is { } method && (method == ShellCall.Method ? options.AllowShell : methods.Knows(method)))
            .Select(task => (task.Queue, task.Id)).ToList();
        if (known.Count > 0)
        {
            dispatcher.Adopt(known);
        }
    }

    private async Task AdvanceAsync()
    {
        Volatile.Write(ref advancing, 0);
        for (int i = 0; i < MostSlices && await store.AdvanceAsync(null, runner.Queues).ConfigureAwait(false) > 0; i++)
        {
        }
    }

    private async Task TryAsync(Func<Task> duty)
    {
        try
        {
            await duty().ConfigureAwait(false);
        }
        catch (StoreException fault) when (fault.IsTransient)
        {
            // Redis is away: the dispatch loop says so, and the next round finds what is left.
        }
        catch (Exception fault)
        {
            RunnerLog.Unexpected(log, runner.Name, fault);
        }
    }
}
