using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Taskue.Store;

namespace Taskue;

/// <summary>Takes tasks from its queues and runs them, says that it lives, and looks after the other runners of its namespace.</summary>
/// <remarks>
/// A task starts at least once; its result is accepted exactly once. A runner whose heartbeat expires is taken for dead by the others: its
/// tasks run again elsewhere, and what it answers later is refused. Thread-safe; start and stop it once.
/// </remarks>
public sealed class TaskueRunner : IAsyncDisposable
{
    /// <summary>How long a stop waits for a start that is under way.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(3);

    private static int numbered;

    private readonly Func<CancellationToken, Task<(IStoreLink Link, string Namespace, bool FailsFast)>> connect;
    private readonly RunnerOptions options;
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously); // the start is over, however it went
    private readonly CancellationTokenSource hurry = new();
    private readonly Lock gate = new();
    private readonly ILogger log;
    private readonly StuckTasks stuck;
    private TaskueClient? owned;
    private (IStoreLink Link, string Namespace, bool FailsFast) place;
    private RunnerMethods? methods;
    private StoreWatch? watch;
    private RunnerLife? life;
    private Task? stopped;
    private Task following = Task.CompletedTask;
    private Exception? broken;
    private bool started;
    private int obeyed;

    /// <summary>A runner on a client's connection and namespace.</summary>
    /// <param name="client">The client; it stays the caller's.</param>
    /// <param name="options">Settings; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="ArgumentException">Settings are wrong; all faults are told together.</exception>
    public TaskueRunner(TaskueClient client, RunnerOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(client);
        connect = _ => Task.FromResult<(IStoreLink, string, bool)>((client.Link, client.Namespace, client.FailsFast));
    }

    /// <summary>A runner that connects by itself when it starts.</summary>
    /// <param name="connectionString">A StackExchange.Redis connection string, or a URL: <c>redis://host:port</c>.</param>
    /// <param name="options">Settings of the runner; <see langword="null"/> takes the defaults.</param>
    /// <param name="clientOptions">Namespace and other settings of its connection; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="ArgumentException">Settings are wrong; all faults are told together.</exception>
    public TaskueRunner(string connectionString, RunnerOptions? options = null, TaskueOptions? clientOptions = null)
        : this(options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        clientOptions?.Validate();
        connect = token => OwnAsync(TaskueClient.ConnectAsync(connectionString, clientOptions, token));
    }

    /// <summary>Makes a runner that connects by itself, as an object says.</summary>
    /// <param name="connection">Addresses, user, password and the rest, for what a connection string cannot say. It is copied.</param>
    /// <param name="options">Settings of the runner; <see langword="null"/> takes the defaults.</param>
    /// <param name="clientOptions">Namespace and other settings of its connection; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="ArgumentException">Settings are wrong; all faults are told together.</exception>
    public TaskueRunner(ConfigurationOptions connection, RunnerOptions? options = null, TaskueOptions? clientOptions = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(connection);
        clientOptions?.Validate();
        ConfigurationOptions own = connection.Clone();
        connect = token => OwnAsync(TaskueClient.ConnectAsync(own, clientOptions, token));
    }

    /// <summary>A runner on any link.</summary>
    internal TaskueRunner(IStoreLink link, string @namespace, RunnerOptions options)
        : this(options) => connect = _ => Task.FromResult((link, @namespace, true));

    private TaskueRunner(RunnerOptions? options)
    {
        this.options = options ?? new RunnerOptions();
        this.options.Validate();
        Name = this.options.Name ?? DefaultName();
        stuck = new StuckTasks(this.options.MaxStuckTasks, () => _ = Task.Run(OnStuck));
        log = this.options.LoggerFactory is { } factory ? new SafeLogger(factory.CreateLogger("Taskue.Runner")) : NullLogger.Instance;
        connect = static _ => throw new InvalidOperationException();
    }

    /// <summary>The runner's name.</summary>
    public string Name { get; }

    /// <summary>How many tasks it runs at this moment.</summary>
    public int Running => life?.Dispatcher.Running ?? 0;

    /// <summary>How the runner stands at this moment, for a health check of its program. It asks nothing of Redis.</summary>
    public RunnerHealth Health
    {
        get
        {
            if (completion.Task.IsCompleted)
            {
                return new RunnerHealth(false, completion.Task.Exception?.InnerException is { } fault ? $"The runner has ended: {fault.Message}" : "The runner has stopped.");
            }

            if (watch is { Reason: { } reason })
            {
                return new RunnerHealth(false, string.Create(CultureInfo.InvariantCulture, $"The runner has had no usable Redis for {watch.AwayFor.TotalSeconds:F0} s. {reason.Message}"), reason);
            }

            return life is null
                ? new RunnerHealth(false, started ? "The runner is starting." : "The runner has not been started.")
                : new RunnerHealth(true, string.Create(CultureInfo.InvariantCulture, $"The runner runs {Running} of at most {options.Concurrency} tasks."));
        }
    }

    /// <summary>
    /// Completes when the runner takes tasks: at the end of <see cref="StartAsync"/>, or later where <see cref="TaskueOptions.FailFast"/> is off and Redis could not be
    /// reached at the start. It does not complete if the runner stops before; see <see cref="Completion"/>.
    /// </summary>
    public Task Ready => ready.Task;

    /// <summary>
    /// Ends when the runner has stopped, by whomever; with a <see cref="RunnerNameException"/> when it was declared dead and its name is taken,
    /// with a <see cref="RunnerStuckException"/> when <see cref="RunnerOptions.MaxStuckTasks"/> was reached, and with a
    /// <see cref="ChildException"/> when its child processes do not start any more.
    /// </summary>
    public Task Completion => completion.Task;

    /// <summary>The clock of the machine, for tests in which it is wrong.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Connects, registers under the name, and begins to take tasks.</summary>
    /// <param name="cancellationToken">Stops the starting. A started runner is stopped by <see cref="StopAsync(CancellationToken)"/>.</param>
    /// <returns>
    /// A task that ends when the runner is registered and takes tasks. With <see cref="TaskueOptions.FailFast"/> off it also ends if Redis cannot be reached: the runner keeps
    /// trying, its log and <see cref="Health"/> say so, and <see cref="Ready"/> completes when it takes tasks.
    /// </returns>
    /// <exception cref="RunnerNameException">A living runner of the namespace has this name.</exception>
    /// <exception cref="StoreException">Redis cannot be reached, or cannot be used.</exception>
    /// <exception cref="ChildException">Its child processes do not start. Nothing was registered.</exception>
    /// <exception cref="ArgumentException">A folder of <see cref="RunnerOptions.AutoLoadModules"/> is not there or cannot be read, or two methods that it may run have one name and version (<see cref="TaskueTaskAttribute"/>). Nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">The runner was started or stopped before.</exception>
    /// <exception cref="OperationCanceledException">It was stopped, or the token fired, before it took tasks.</exception>
    /// <remarks>A killed runner of the same name is waited for until its heartbeat expires (10 seconds by default), and, where no other runner lives, for the grace after that gap.</remarks>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (started || stopped is not null)
            {
                throw new InvalidOperationException($"Runner '{Name}' was {(started ? "started" : "stopped")} before. Make a new one.");
            }

            started = true;
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, hurry.Token);
            watch = new StoreWatch(Name, Clock, log is NullLogger ? log : new DetachedLogger(log));
            methods = new RunnerMethods(options, Clock, log);
            await methods.StartAsync(either.Token).ConfigureAwait(false);
            place = await connect(either.Token).ConfigureAwait(false);
            await LiveAsync(either.Token).ConfigureAwait(false);
        }
        catch (StoreException fault) when (fault.IsTransient && place is { Link: not null, FailsFast: false })
        {
            watch!.Failed(fault);
            following = FollowAsync(null);
        }
        catch (Exception fault)
        {
            if (stopped is null)
            {
                completion.TrySetException(fault);
                _ = completion.Task.Exception; // StartAsync has told it
            }

            await EndMethodsAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            begun.TrySetResult();
        }
    }

    /// <summary>Takes no more tasks, finishes what runs or hands it back at the end of the grace, and leaves.</summary>
    /// <param name="cancellationToken">Ends the grace at once: what still runs is handed back now.</param>
    /// <returns>A task that ends when the runner has stopped. Safe before the start, and to call again.</returns>
    public Task StopAsync(CancellationToken cancellationToken = default) => StopAsync(options.StopGrace, cancellationToken);

    /// <summary>Stops the runner, and closes the connection that it made.</summary>
    /// <returns>A task that ends when all is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        life?.Dispose();
        if (owned is not null)
        {
            await owned.DisposeAsync().ConfigureAwait(false);
        }

        hurry.Dispose();
    }

    private async Task<(IStoreLink Link, string Namespace, bool FailsFast)> OwnAsync(Task<TaskueClient> connecting)
    {
        owned = await connecting.ConfigureAwait(false);
        return (owned.Link, owned.Namespace, owned.FailsFast);
    }

    /// <summary>Registers a new incarnation and lets it begin; one that a stop has overtaken leaves again.</summary>
    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        var clock = new ServerClock(Clock);
        var next = new RunnerLife(
            place.Link, place.Link.StoreFor(place.Namespace, clock.Heard), options, methods!, stuck, Name, Clock, clock, watch!, log);
        next.Broken = Break;
        next.Commanded = command => Obey(next, command);
        try
        {
            await next.RegisterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            next.Dispose();
            throw;
        }

        lock (gate)
        {
            if (stopped is null)
            {
                life = next;
                next.Begin();
                following = FollowAsync(next);
                ready.TrySetResult();
                return;
            }
        }

        await next.LeaveAsync(stopped: true).ConfigureAwait(false);
        next.Dispose();
        throw new OperationCanceledException($"Runner '{Name}' was stopped before it took tasks.");
    }

    /// <summary>A runner that was declared dead drops what it holds and starts again, if its name is still free; one that could not begin tries until it can.</summary>
    /// <param name="present">Its life; null if it could not begin.</param>
    private async Task FollowAsync(RunnerLife? present)
    {
        try
        {
            if (present is not null && !await EndedByDeathAsync(present).ConfigureAwait(false))
            {
                return;
            }

            await ReturnAsync(wasDead: present is not null).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopped is not null)
        {
            completion.TrySetResult();
        }
        catch (Exception fault)
        {
            await EndMethodsAsync().ConfigureAwait(false);
            completion.TrySetException(fault);
        }
    }

    /// <summary>Whether a life has ended because the runner was declared dead, and nobody has stopped it.</summary>
    private async Task<bool> EndedByDeathAsync(RunnerLife present)
    {
        if (await present.Dispatcher.Ended.ConfigureAwait(false) != ExchangeCode.Gone)
        {
            return false;
        }

        lock (gate)
        {
            if (stopped is not null)
            {
                return false; // the stop ends this life itself
            }

            life = null;
        }

        RunnerLog.DeclaredDead(log, Name, present.Dispatcher.Discard());
        await present.EndAsync().ConfigureAwait(false);
        present.Dispose();
        return true;
    }

    private async Task ReturnAsync(bool wasDead)
    {
        while (stopped is null)
        {
            try
            {
                await LiveAsync(hurry.Token).ConfigureAwait(false);
                return;
            }
            catch (StoreException fault) when (fault.IsTransient)
            {
                watch!.Failed(fault);
                await Task.Delay(TimeSpan.FromMilliseconds(500), hurry.Token).ConfigureAwait(false);
            }
            catch (RunnerNameException) when (wasDead)
            {
                throw new RunnerNameException(ErrorCodes.RunnerLost,
                    $"Runner '{Name}' was declared dead while it could not be heard, and another living runner has its name now. It gives up.");
            }
        }
    }

    private void Break(Exception fault)
    {
        broken = fault;
        IsolationLog.Broken(log, Name);
        _ = StopAsync();
    }

    private void Obey(RunnerLife from, RunnerCommand command)
    {
        // Every reply repeats the command that stands: one that two threads hear in the wrong order is put right by the next.
        if (command is not (RunnerCommand.Drain or RunnerCommand.Stop))
        {
            from.Dispatcher.Pause(command == RunnerCommand.Pause);
        }
        else if (Interlocked.Exchange(ref obeyed, (int)command) != (int)command)
        {
            _ = StopAsync(command == RunnerCommand.Drain ? Timeout.InfiniteTimeSpan : options.StopGrace, CancellationToken.None);
        }
    }

    /// <summary>Bodies that cannot be stopped only go with their process: the runner drains, and its end tells the supervisor to start anew.</summary>
    private void OnStuck()
    {
        RunnerLog.TooManyStuck(log, Name, stuck.Count);
        _ = StopAsync(Timeout.InfiniteTimeSpan, CancellationToken.None);
    }

    private async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        // A second call may be in more of a hurry than the first.
        using CancellationTokenRegistration hurrying = cancellationToken.Register(static source => ((CancellationTokenSource)source!).Cancel(), hurry);
        Task stopping;
        lock (gate)
        {
            if (grace != Timeout.InfiniteTimeSpan && stopped is { IsCompleted: false })
            {
                hurry.CancelAfter(grace); // a drain is cut short by a stop
            }

            stopping = stopped ??= StopOnceAsync(grace);
        }

        await stopping.ConfigureAwait(false);
    }

    private async Task StopOnceAsync(TimeSpan grace)
    {
        await Task.Yield();
        RunnerLife? present;
        Task coming;
        lock (gate)
        {
            present = life;
            coming = started ? begun.Task : Task.CompletedTask;
        }

        if (present is null)
        {
            await hurry.CancelAsync().ConfigureAwait(false); // a start or a return that is under way is overtaken, and leaves
            try
            {
                await coming.WaitAsync(StartPatience, Clock).ConfigureAwait(false);
                await following.WaitAsync(StartPatience, Clock).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // It waits for an answer of the store, and leaves when it has one.
            }
        }
        else
        {
            int handedBack = await present.StopAsync(grace, hurry.Token).ConfigureAwait(false);
            RunnerLog.Stopped(log, Name, handedBack);
        }

        await EndMethodsAsync().ConfigureAwait(false);
        if (stuck.Reached is { } reached)
        {
            completion.TrySetException(new RunnerStuckException(Name, reached, options.MaxStuckTasks));
        }
        else if (broken is { } fault)
        {
            completion.TrySetException(fault);
        }
        else
        {
            completion.TrySetResult();
        }
    }

    // Safe to call again.
    private async Task EndMethodsAsync()
    {
        if (methods is { } present)
        {
            await present.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string DefaultName()
    {
        string host = new([.. Environment.MachineName.Where(char.IsAsciiLetterOrDigit).Take(32)]);
        return string.Create(CultureInfo.InvariantCulture,
            $"{(host.Length > 0 ? host : "runner")}-{Environment.ProcessId}-{Interlocked.Increment(ref numbered)}");
    }
}
