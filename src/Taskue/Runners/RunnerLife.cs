using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Taskue.Store;

namespace Taskue;

/// <summary>One incarnation of a runner, from its registration to its stop or its death.</summary>
internal sealed class RunnerLife : IDisposable
{
    /// <summary>How long a stop waits for the store where it does not answer.</summary>
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(3);

    /// <summary>How long a stop waits for its own threads where the store does not answer.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    private readonly IStoreLink link;
    private readonly IStore store;
    private readonly RunnerOptions options;
    private readonly RunnerKeys keys;
    private readonly ILogger log;
    private readonly StoreWatch watch;
    private readonly TimeProvider clock;
    private readonly RunnerMethods methods;
    private readonly CancellationTokenSource patrolling = new();
    private readonly Heartbeat heartbeat;
    private readonly Patrol patrol;
    private readonly TaskHost host;
    private readonly LogShipper? logs;
    private readonly IDisposable? console;
    private Task? patrolled;

    public RunnerLife(
        IStoreLink link, IStore store, RunnerOptions options, RunnerMethods methods, StuckTasks stuck, string name,
        TimeProvider clock, ServerClock serverClock, StoreWatch watch, ILogger log)
    {
        this.watch = watch;
        this.link = link;
        this.store = store;
        this.options = options;
        this.methods = methods;
        this.clock = clock;
        this.log = log;
        keys = new RunnerKeys(Incarnation.Of(name, link.Ear), name, options.ServedQueues());
        ILogger detached = log is NullLogger ? log : new DetachedLogger(log); // for threads that no outcome can do without
        if (options.CaptureLogs)
        {
            logs = new LogShipper(store, keys, options, serverClock, detached, () => link.Blocking());
            console = ConsoleCapture.Begin();
        }

        host = new TaskHost(options, methods, stuck, name, store, log) { Logs = logs };
        Dispatcher = new Dispatcher(store, keys, options, host, watch, detached, link.Blocking());
        heartbeat = new Heartbeat(store, keys, options, Dispatcher, log, link.Blocking(Heartbeat.Limit(options)));
        patrol = new Patrol(store, keys, options, methods, stuck, host.Waits, Dispatcher, clock, log);
        Dispatcher.Advance = patrol.AdvanceSoon;
        Dispatcher.AdoptedAll = patrol.LookAtHeldSoon;
        if (logs is not null)
        {
            logs.StoreAway = () => watch.IsAway;
        }
    }

    public Dispatcher Dispatcher { get; }

    /// <summary>What to do at an operator's command.</summary>
    public Action<RunnerCommand> Commanded
    {
        set => Dispatcher.Commanded = heartbeat.Commanded = value;
    }

    /// <summary>What to do when tasks cannot be run here any more.</summary>
    public Action<Exception> Broken
    {
        set => host.Broken = value;
    }

    /// <summary>Registers under the name, waiting for the heartbeat of an earlier holder to expire; one that still beats refuses it.</summary>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var row = new RunnerRow(keys.Name, options.Concurrency, Environment.MachineName, Environment.ProcessId, TaskueVersion.Text, keys.Queues);
        using (BlockingConnection? check = link.Blocking())
        {
            if (check?.Check(store.Namespace) == false)
            {
                RunnerLog.NotDirect(log, keys.Name);
            }
        }

        await host.StartAsync().ConfigureAwait(false);
        long expires = 0;
        while (true)
        {
            RegisterReply reply = await store.RegisterAsync(keys, row, options.HeartbeatInterval, options.HeartbeatExpiry).ConfigureAwait(false);
            if (!reply.Taken)
            {
                break;
            }

            if (expires != 0 && reply.HolderExpires > expires)
            {
                throw new RunnerNameException(ErrorCodes.RunnerNameTaken,
                    $"A living runner of namespace '{store.Namespace}' has the name '{keys.Name}'. Give this one another name, or stop that one.");
            }

            if (expires == 0)
            {
                RunnerLog.WaitsForName(log, keys.Name, DurationText.Of(reply.WaitFor));
            }

            expires = reply.HolderExpires;
            TimeSpan wait = TimeSpan.FromTicks(Math.Min(reply.WaitFor.Ticks, options.HeartbeatInterval.Ticks)) + TimeSpan.FromMilliseconds(10);
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }

        await patrol.AnnounceAsync().ConfigureAwait(false);
        await link.ListenAsync(store.Namespace, keys.Incarnation, Heard).ConfigureAwait(false);
    }

    public void Begin()
    {
        heartbeat.Start();
        Dispatcher.Start();
        patrolled = patrol.RunAsync(patrolling.Token);
        RunnerLog.Started(log, keys.Name, string.Join(", ", keys.Queues), store.Namespace, options.Concurrency);
    }

    /// <summary>Takes no more, waits for what runs, hands back what has not ended in time, and leaves. How many were handed back.</summary>
    /// <remarks>
    /// It takes no longer than the grace, or than <see cref="StorePatience"/> where that is longer, whatever the store does. What cannot be told to the store
    /// now, the others find out by the heartbeat.
    /// </remarks>
    public async Task<int> StopAsync(TimeSpan grace, CancellationToken hurry)
    {
        long began = clock.GetTimestamp();
        Dispatcher.StopClaiming();
        RunnerLog.Stopping(log, keys.Name, Dispatcher.Running);
        Task told = LeaveAsync(stopped: false);
        TimeSpan limit = Dispatcher.HoldsNothing && (grace > StorePatience || grace == Timeout.InfiniteTimeSpan) ? StorePatience : grace;
        int handedBack = 0;
        bool empty = await EndedWithinAsync(Dispatcher.Empty, limit, hurry).ConfigureAwait(false);
        if (!empty && limit != grace && !Dispatcher.HoldsNothing) // a call that was under way has brought tasks
        {
            TimeSpan left = grace == Timeout.InfiniteTimeSpan ? grace : grace - clock.GetElapsedTime(began);
            empty = await EndedWithinAsync(Dispatcher.Empty, left, hurry).ConfigureAwait(false);
        }

        if (!empty)
        {
            handedBack = Dispatcher.HandBack();
            Dispatcher.Wake();
        }

        bool answered = !watch.IsAway && await EndedWithinAsync(told, StorePatience - clock.GetElapsedTime(began), CancellationToken.None).ConfigureAwait(false);
        bool reached = answered && !watch.IsAway;
        using var late = new CancellationTokenSource(reached ? StorePatience : Moment, clock);
        if (!empty && reached)
        {
            await EndedAsync(Dispatcher.Empty, late.Token).ConfigureAwait(false);
        }

        Dispatcher.Quit();
        if (await EndedAsync(Dispatcher.Ended, late.Token).ConfigureAwait(false) && await Dispatcher.Ended.ConfigureAwait(false) == ExchangeCode.Gone)
        {
            RunnerLog.DeclaredDead(log, keys.Name, Dispatcher.Discard());
        }

        await EndAsync(late.Token).ConfigureAwait(false);
        if (reached)
        {
            await EndedAsync(LeaveAsync(stopped: true), late.Token).ConfigureAwait(false);
        }

        return handedBack;
    }

    /// <summary>Ends what the incarnation does, without a word to the store.</summary>
    /// <param name="late">What still waits for the store then is left to its end.</param>
    public async Task EndAsync(CancellationToken late = default)
    {
        heartbeat.Dispose();
        await EndHostAsync().ConfigureAwait(false);
        logs?.Dispose();
        console?.Dispose();
        await patrolling.CancelAsync().ConfigureAwait(false);
        await EndedAsync(patrolled ?? Task.CompletedTask, late).ConfigureAwait(false);
        await EndedAsync(link.StopListeningAsync(store.Namespace, keys.Incarnation), late).ConfigureAwait(false);
    }

    // It waits for children to take their leave.
    private Task EndHostAsync() => Task.Run(host.Dispose);

    public void Dispose()
    {
        heartbeat.Dispose();
        Dispatcher.Dispose();
        host.Dispose();
        logs?.Dispose();
        console?.Dispose();
        patrolling.Dispose();
    }

    private void Heard(string message)
    {
        Dispatcher.Wake();
        if (WakeUp.QueueWithHeld(message) is { } queue)
        {
            patrol.LookAtHeldSoon(queue);
        }
    }

    /// <summary>Tells the store that the runner is stopping, or has stopped, if it can be told.</summary>
    public async Task LeaveAsync(bool stopped)
    {
        try
        {
            await store.LeaveAsync(keys, stopped).ConfigureAwait(false);
        }
        catch (StoreException fault)
        {
            watch.Failed(fault);
        }
    }

    private async Task<bool> EndedWithinAsync(Task task, TimeSpan limit, CancellationToken hurry)
    {
        try
        {
            await task.WaitAsync(limit > TimeSpan.Zero || limit == Timeout.InfiniteTimeSpan ? limit : TimeSpan.Zero, clock, hurry).ConfigureAwait(false);
            return true;
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<bool> EndedAsync(Task task, CancellationToken late)
    {
        try
        {
            await task.WaitAsync(late).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
