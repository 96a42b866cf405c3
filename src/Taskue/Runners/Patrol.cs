using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>What each runner does for all: buries the dead and moves on their tasks, ends what is overdue, adopts held tasks, sweeps.</summary>
internal sealed class Patrol(
    IStore store, RunnerKeys runner, RunnerOptions options, RunnerMethods methods, StuckTasks stuck, TaskWaits waits,
    Dispatcher dispatcher, TimeProvider clock, ILogger log)
{
    /// <summary>Slices of one duty in one round; what is left waits for the next round, or for another runner.</summary>
    private const int MostSlices = 200;

    private PatrolPlace place = PatrolPlace.Start;
    private readonly ConcurrentDictionary<string, bool> looks = new(StringComparer.Ordinal); // queues whose held tasks are about to be looked at
    private string? announced;
    private int advancing;

    public async Task RunAsync(CancellationToken stopping)
    {
        foreach (string queue in runner.Queues)
        {
            await TryAsync(() => LookAtHeldAsync(queue)).ConfigureAwait(false); // tasks may wait for a runner like this one
        }

        await new Duty(options.MonitorInterval, RunOnceAsync, OnFault, clock).RunAsync(stopping).ConfigureAwait(false);
    }

    /// <summary>Moves on the workflows that wait for it, now and beside the dispatch.</summary>
    public void AdvanceSoon()
    {
        if (Interlocked.Exchange(ref advancing, 1) == 0)
        {
            _ = Task.Run(() => Duty.TryAsync(AdvanceAsync, OnFault));
        }
    }

    /// <summary>Looks now, and beside the dispatch, whether this runner can run held tasks of a queue.</summary>
    public void LookAtHeldSoon(string queue)
    {
        if (looks.TryAdd(queue, true))
        {
            _ = Task.Run(() => TryAsync(async () =>
            {
                looks.TryRemove(queue, out _);
                await LookAtHeldAsync(queue).ConfigureAwait(false);
            }));
        }
    }

    /// <summary>Says what this runner can run, and how it stands, where that is not what it said last.</summary>
    public async Task AnnounceAsync()
    {
        string now = RunnerAnnouncement.With(methods.Announcement, stuck.Count, waits.Long());
        if (now != announced && await store.AnnounceAsync(runner, now).ConfigureAwait(false))
        {
            announced = now;
        }
    }

    /// <summary>All duties, one after the other. One that fails does not keep the others from their turn.</summary>
    internal async Task RunOnceAsync()
    {
        await TryAsync(AnnounceAsync).ConfigureAwait(false);
        PatrolReply found = await store.PatrolAsync(runner, place, options.StalledAfter).ConfigureAwait(false);
        place = found.Next;
        foreach (LostRunner lost in found.Lost.Where(lost => lost.Incarnation != runner.Incarnation))
        {
            await TryAsync(() => RecoverAsync(lost)).ConfigureAwait(false);
        }

        await TryAsync(() => GiveUpAsync(found)).ConfigureAwait(false);
        Adopt(found);
        if (found.Advancing > 0)
        {
            await TryAsync(AdvanceAsync).ConfigureAwait(false);
        }

        if (found.Sweep)
        {
            await TryAsync(SweepAsync).ConfigureAwait(false);
        }
    }

    private async Task RecoverAsync(LostRunner lost)
    {
        for (int i = 0; i < MostSlices; i++)
        {
            RecoverReply reply = await store.RecoverAsync(lost, options.HeartbeatInterval, options.HeartbeatExpiry, options.MaxRunnerDeaths).ConfigureAwait(false);
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

    private async Task GiveUpAsync(PatrolReply found)
    {
        List<Overdue> overdue = [.. found.Overdue, .. HeldInVain(found)];
        if (overdue.Count > 0)
        {
            await store.GiveUpAsync(overdue, options.StalledAfter, options.HeldTimeout).ConfigureAwait(false);
        }
    }

    private IEnumerable<Overdue> HeldInVain(PatrolReply found) => found.Held
        .Where(task => found.ServerMs - task.SinceMs > options.HeldTimeout.TotalMilliseconds)
        .Select(task => new Overdue(task.Id, null, task.Queue));

    private async Task LookAtHeldAsync(string queue)
    {
        int number = runner.Queues.ToList().IndexOf(queue) + 1;
        string all = string.Create(CultureInfo.InvariantCulture, $"{number}:"), cursor = all + "0";
        for (int i = 0; i < MostSlices && dispatcher.Adoptable < Limits.Batch && number > 0; i++)
        {
            PatrolReply found = await store.PatrolAsync(runner, place with { Held = cursor }, options.StalledAfter).ConfigureAwait(false);
            Adopt(found);
            cursor = found.Next.Held;
            if (!cursor.StartsWith(all, StringComparison.Ordinal) || cursor == all + "0")
            {
                return;
            }
        }
    }

    private void Adopt(PatrolReply found)
    {
        var known = found.Held
            .Where(task => SpecRecord.MethodOfHeld(task.Method) is { } method && methods.Knows(method))
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

    private async Task SweepAsync()
    {
        for (int i = 0; i < MostSlices && await store.SweepAsync().ConfigureAwait(false); i++)
        {
        }
    }

    private Task TryAsync(Func<Task> duty) => Duty.TryAsync(duty, OnFault);

    private void OnFault(Exception fault)
    {
        if (fault is not StoreException { IsTransient: true }) // the dispatch loop says that there is no usable store
        {
            RunnerLog.Unexpected(log, runner.Name, fault);
        }
    }
}
