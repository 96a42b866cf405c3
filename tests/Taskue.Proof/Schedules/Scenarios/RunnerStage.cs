using Microsoft.Extensions.Logging;
using Taskue.Proof.Fuzz;
using Taskue.Proof.Schedules.Engine;
using Taskue.Store;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>A real runner on a <see cref="Ledger"/>, with tasks to come: what the scenarios of runners have in common.</summary>
internal sealed class RunnerStage : IStoreLink, ILoggerFactory, ILogger
{
    // Numbers of what runners log.
    private const int Unexpected = 1111;
    private const int LogsLost = 1115;
    private const int Abandoned = 1110;
    private const int AttemptFailed = 1113;

    private readonly Dice dice;
    private readonly List<string> ids = [];
    private TextWriter[] printers = [];

    public RunnerStage(Dice dice, bool pressing, Action<RunnerOptions>? change = null)
    {
        this.dice = dice;
        Options = new RunnerOptions
        {
            Name = "runner", Concurrency = 1 + dice.Below(3), CaptureLogs = false, LoggerFactory = this,
        };
        Options.Allow.EntryAssembly = false;
        Options.Allow.MarkedMethods = false;
        Options.Allow.Add(typeof(Bodies).Assembly);
        change?.Invoke(Options);
        Bodies = Bodies.Present;
        Bodies.Quiet = !pressing;
        Ledger = new Ledger(dice, Bodies, Options.Concurrency)
        {
            Pressing = pressing, Slow = dice.Below(4), TaskTimeout = Options.TaskTimeout, TimeoutGrace = Options.TimeoutGrace, HeartbeatInterval = Options.HeartbeatInterval,
        };
        Runner = new TaskueRunner(this, "schedules", Options);
    }

    public RunnerOptions Options { get; }

    public Bodies Bodies { get; }

    public Ledger Ledger { get; }

    public TaskueRunner Runner { get; }

    public IReadOnlyList<string> Ids => ids;

    /// <summary>The runner may not give up any lines.</summary>
    public bool KeepsLogs { get; set; }

    /// <summary>What the runner's logger has printed.</summary>
    public List<string> Printed { get; } = [];

    /// <summary>The runner's logger throws, or keeps its thread, when it is told how an attempt ended: one message in how many; 0 is none.</summary>
    public int BadLogger { get; set; }

    /// <summary>The runner's logger prints to these writers in turn.</summary>
    public void PrintTo(params TextWriter[] writers) => printers = writers;

    /// <summary>Tasks of these kinds, some at once and some later.</summary>
    /// <param name="count">How many.</param>
    /// <param name="longest">The longest time that a body takes by its kind, milliseconds.</param>
    /// <param name="kinds">What they may be.</param>
    public async Task EnqueueAsync(int count, int longest, params BodyKind[] kinds)
    {
        for (int i = 0; i < count; i++)
        {
            if (dice.OneIn(3))
            {
                await Wait(dice.Below(longest));
            }

            string id = $"t{ids.Count + 1}";
            ids.Add(id);
            Bodies.Plan(id, kinds[dice.Below(kinds.Length)], TimeSpan.FromMilliseconds(1 + dice.Below(longest)), Options.CaptureLogs && dice.OneIn(2));
            Ledger.Enqueue(id);
        }
    }

    public static Task Wait(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), VirtualClock.Instance);

    /// <summary>Waits until something holds, and fails where it does not come.</summary>
    public async Task UntilAsync(string what, Func<bool> holds, int withinMs = 120_000)
    {
        bool came = false;
        await Task.Run(() =>
        {
            came = Scheduler.Wait(what, holds, Scheduler.In(TimeSpan.FromMilliseconds(withinMs)));
        });
        if (!came)
        {
            Scheduler.Fail($"{what}: not within {withinMs} ms; ended {Ledger.Ended} of {ids.Count}, active {string.Join(' ', Ledger.Active)}");
        }
    }

    /// <summary>Stops the runner and looks whether everything has come to its end.</summary>
    public async Task EndAsync(bool mayBeLeft)
    {
        Ledger.StopAsked = true;
        Bodies.Release();
        await Runner.StopAsync();
        await Runner.DisposeAsync();
        if (Runner.Running != 0)
        {
            Scheduler.Fail($"the runner has stopped, and {Runner.Running} slots are in use");
        }

        await UntilAsync("bodies end", () => Bodies.Attempts.Values.All(attempt => attempt.BegunAt is null || attempt.EndedAt is not null), withinMs: 10_000);
        Ledger.CheckEnd(ids, mayBeLeft);
    }

    IStore IStoreLink.StoreFor(string @namespace, Action<long>? serverTime) => Ledger;

    BlockingConnection? IStoreLink.Blocking(TimeSpan? limit) => null;

    Task IStoreLink.ListenAsync(string @namespace, string incarnation, Action<string> wake)
    {
        Ledger.Listen(incarnation, () => wake(""));
        return Task.CompletedTask;
    }

    Task IStoreLink.StopListeningAsync(string @namespace, string incarnation)
    {
        Ledger.StopListening(incarnation);
        return Task.CompletedTask;
    }

    ILogger ILoggerFactory.CreateLogger(string categoryName) => this;

    void ILoggerFactory.AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    void IDisposable.Dispose()
    {
        // Nothing is held.
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == Unexpected && exception is not ScheduleOver)
        {
            Scheduler.Fail($"the runner met what it does not expect: {exception}");
        }

        if (eventId.Id == LogsLost && KeepsLogs)
        {
            Scheduler.Fail("the runner has given up lines");
        }

        if (eventId.Id is Abandoned or AttemptFailed && BadLogger > 0 && dice.OneIn(BadLogger))
        {
            if (dice.OneIn(2))
            {
                throw new InvalidOperationException("planned, of a logger");
            }

            Bodies.Hold();
        }

        if (printers.Length > 0)
        {
            string line = $"{Printed.Count + 1}. {eventId.Id}";
            Printed.Add(line);
            printers[Printed.Count % printers.Length].WriteLine(line);
        }
    }
}
