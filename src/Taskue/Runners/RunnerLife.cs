using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Taskue.Store;

namespace Taskue;

/// <summary>One incarnation of a runner, from its registration to its stop or its death.</summary>
internal sealed class RunnerLife : IDisposable
{
    private readonly IStoreLink link;
    private readonly IStore store;
    private readonly RunnerOptions options;
    private readonly RunnerKeys keys;
    private readonly ILogger log;
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
        TimeProvider clock, ServerClock serverClock, ILogger log)
    {
        this.link = link;
        this.store = store;
        this.options = options;
        this.methods = methods;
        this.clock = clock;
        this.log = log;
        keys = new RunnerKeys(Incarnation.Of(name), name, options.ServedQueues());
        ILogger detached = log is NullLogger ? log : new DetachedLogger(log); // for threads that no outcome can do without
        if (options.CaptureLogs)
        {
            logs = new LogShipper(store, keys, options, serverClock, detached, () => link.Blocking());
            console = ConsoleCapture.Begin();
        }

        host = new TaskHost(options, methods, stuck, name, store, log) { Logs = logs };
        Dispatcher = new Dispatcher(store, keys, options, host, detached, link.Blocking());
        heartbeat = new Heartbeat(store, keys, options, Dispatcher, log, link.Blocking(Heartbeat.Limit(options)));
        patrol = new Patrol(store, keys, options, methods, stuck, Dispatcher, clock, log);
        Dispatcher.Advance = patrol.AdvanceSoon;
        if (logs is not null)
        {
            logs.StoreAway = () => Dispatcher.StoreAway;
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
                RunnerLog.WaitsForName(log, keys.Name, reply.WaitFor);
            }

            expires = reply.HolderExpires;
            TimeSpan wait = TimeSpan.FromTicks(Math.Min(reply.WaitFor.Ticks, options.HeartbeatInterval.Ticks)) + TimeSpan.FromMilliseconds(10);
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }

        await patrol.AnnounceAsync().ConfigureAwait(false);
        await link.ListenAsync(store.Namespace, keys.Incarnation, Dispatcher.Wake).ConfigureAwait(false);
    }

    public void Begin()
    {
        heartbeat.Start();
        Dispatcher.Start();
        patrolled = patrol.RunAsync(patrolling.Token);
        RunnerLog.Started(log, keys.Name, string.Join(", ", keys.Queues), store.Namespace, options.Concurrency);
    }

    /// <summary>Takes no more, waits for what runs, hands back what has not ended in time, and leaves. How many were handed back.</summary>
    public async Task<int> StopAsync(TimeSpan grace, CancellationToken hurry)
    {
        Dispatcher.StopClaiming();
        RunnerLog.Stopping(log, keys.Name, Dispatcher.Running);
        await LeaveAsync(stopped: false).ConfigureAwait(false);
        int handedBack = 0;
        if (!await EndedWithinAsync(Dispatcher.Empty, grace, hurry).ConfigureAwait(false))
        {
            handedBack = Dispatcher.HandBack();
            Dispatcher.Wake();
            // Redis may be away: what cannot be told now, the others find out by the heartbeat.
            await EndedWithinAsync(Dispatcher.Empty, TimeSpan.FromSeconds(3), CancellationToken.None).ConfigureAwait(false);
        }

        Dispatcher.Quit();
        if (await Dispatcher.Ended.ConfigureAwait(false) == ExchangeCode.Gone)
        {
            RunnerLog.DeclaredDead(log, keys.Name, Dispatcher.Discard());
        }

        await EndAsync().ConfigureAwait(false);
        await LeaveAsync(stopped: true).ConfigureAwait(false);
        return handedBack;
    }

    /// <summary>Ends what the incarnation does, without a word to the store.</summary>
    public async Task EndAsync()
    {
        heartbeat.Dispose();
        await Task.Run(host.Dispose).ConfigureAwait(false); // it waits for children to take their leave
        logs?.Dispose();
        console?.Dispose();
        await patrolling.CancelAsync().ConfigureAwait(false);
        await (patrolled ?? Task.CompletedTask).ConfigureAwait(false);
        await link.StopListeningAsync(store.Namespace, keys.Incarnation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        heartbeat.Dispose();
        Dispatcher.Dispose();
        host.Dispose();
        logs?.Dispose();
        console?.Dispose();
        patrolling.Dispose();
    }

    public async Task LeaveAsync(bool stopped)
    {
        try
        {
            await store.LeaveAsync(keys, stopped).ConfigureAwait(false);
        }
        catch (StoreException fault) when (fault.IsTransient)
        {
            RunnerLog.RedisLost(log, keys.Name, fault);
        }
    }

    private async Task<bool> EndedWithinAsync(Task task, TimeSpan limit, CancellationToken hurry)
    {
        try
        {
            await task.WaitAsync(limit, clock, hurry).ConfigureAwait(false);
            return true;
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
