using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>Settings of one runner. They belong to the runner from then on: do not change them once it was made.</summary>
public sealed class RunnerOptions
{
    /// <summary>The runner's name, unique among the living of its namespace.</summary>
    /// <value>1 to 64 characters <c>[A-Za-z0-9._-]</c>. Default: the machine's name, the process's id and a number.</value>
    public string? Name { get; set; }

    /// <summary>The queues to serve: the tags whose tasks it runs. Each claim begins at the next one, so no queue starves.</summary>
    /// <value>At most 32. Default: none, which serves <c>default</c>.</value>
    public IList<string> Queues { get; set; } = [];

    /// <summary>Whether it runs tasks without a tag too: those of the queue <c>default</c>.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool RunUntaggedTasks { get; set; } = true;

    /// <summary>Whether queues are taken in the listed order: a later one is looked at only when those before it are empty.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool StrictQueueOrder { get; set; }

    /// <summary>How many tasks run at once.</summary>
    /// <value>1 to 1000. Default: 1.</value>
    public int Concurrency { get; set; } = 1;

    /// <summary>How long one attempt may take where its task says nothing.</summary>
    /// <value>1 millisecond to 365 days, or <see cref="Timeout.InfiniteTimeSpan"/>. Default: 1 hour.</value>
    public TimeSpan TaskTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a task may go on after its timeout has fired its token; then its slot is freed, whatever its body does.</summary>
    /// <value>0 to 1 hour. Default: 5 seconds.</value>
    public TimeSpan TimeoutGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many bodies may ignore their timeout and go on; the runner that has so many drains and ends with an error, for a supervisor to start it anew.</summary>
    /// <value>1 to 1000. Default: 10.</value>
    /// <remarks>A body cannot be stopped from outside in one process: each stuck one keeps a thread, and often a processor, for as long as it likes.</remarks>
    public int MaxStuckTasks { get; set; } = 10;

    /// <summary>How long a stopping runner waits for what it runs before it hands it back.</summary>
    /// <value>0 to 1 day. Default: 25 seconds, under the 30 that the generic host and Kubernetes give a process.</value>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How often the runner says that it lives.</summary>
    /// <value>100 milliseconds to 5 minutes. Default: 3 seconds.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long without a heartbeat until the others take it for dead and move on its tasks.</summary>
    /// <value>300 milliseconds to 1 hour, and at least three times <see cref="HeartbeatInterval"/>. Default: 10 seconds.</value>
    /// <remarks>Shorter recovers faster from a crash; too short runs a task twice when a process merely stalls.</remarks>
    public TimeSpan HeartbeatExpiry { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it looks after the other runners, overdue tasks, held tasks, and what retention has passed.</summary>
    /// <value>100 milliseconds to 5 minutes. Default: 3 seconds.</value>
    public TimeSpan MonitorInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often an idle runner asks for work although nothing woke it: covers wake-ups that were lost.</summary>
    /// <value>100 milliseconds to 1 minute. Default: 1 second.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many runners may die while they hold a task; the death that reaches it ends the task as <c>poisoned</c>.</summary>
    /// <value>1 to 1000. Default: 3.</value>
    public int MaxRunnerDeaths { get; set; } = 3;

    /// <summary>How long a task is held that no runner knows; then it ends <see cref="TaskState.Errored"/>.</summary>
    /// <value>1 second to 365 days. Default: 24 hours.</value>
    public TimeSpan HeldTimeout { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long the dispatch loop may stand still before the runner stops its own heartbeat.</summary>
    /// <value>At least <see cref="HeartbeatExpiry"/>. Default: 30 seconds. It is also how far past its deadline another runner ends a task.</value>
    public TimeSpan StalledAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How large a result may be, as JSON; a larger one fails its task.</summary>
    /// <value>1 KiB to 64 MiB. Default: 1 MiB.</value>
    public int MaxResultBytes { get; set; } = 1024 * 1024;

    /// <summary>Whether what tasks write (loggers, <c>Console.Out</c>, <c>Console.Error</c>) is kept with them.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    /// <remarks>While a runner with it lives, the console's writers of the process are replaced by ones that look whose the text is.</remarks>
    public bool CaptureLogs { get; set; } = true;

    /// <summary>Whether what tasks print is shown on the runner's console too.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool ForwardConsole { get; set; } = true;

    /// <summary>Messages below this level are not kept. What is printed has <see cref="LogLevel.Information"/>, on standard error <see cref="LogLevel.Error"/>.</summary>
    /// <value>Default: <see cref="LogLevel.Information"/>. <see cref="LogLevel.None"/> keeps nothing.</value>
    public LogLevel MinimumLogLevel { get; set; } = LogLevel.Information;

    /// <summary>How much of one attempt's log is kept. Of what is longer the first and the last half are, and what is cut is told in its place.</summary>
    /// <value>64 KiB to 16 MiB, about 20 bytes a line included. Default: 1 MiB. Of one task over its attempts four times that is kept, the latest first.</value>
    public int MaxLogBytes { get; set; } = 1024 * 1024;

    /// <summary>How many lines of one attempt's log are kept, as by <see cref="MaxLogBytes"/>.</summary>
    /// <value>100 to 1,000,000. Default: 50,000.</value>
    public int MaxLogLines { get; set; } = 50_000;

    /// <summary>What must not be read in logs and errors: replaced by <c>***</c> before anything leaves the process. A task adds its own by <see cref="TaskContext.AddSecret"/>.</summary>
    /// <value>Each at least 4 characters; of one with several lines each line is masked. Default: none.</value>
    public IList<string> Secrets { get; } = [];

    /// <summary>Which methods may be run, besides those of the entry assembly and of <see cref="AutoLoadModules"/>.</summary>
    public MethodAllowList Allow { get; } = new();

    /// <summary>
    /// Folders of modules: outputs of builds that the program never referred to. All methods of their own projects may be run, with the
    /// packages that they bring; a new build is taken while the runner goes on.
    /// </summary>
    /// <value>
    /// Paths; relative ones count from the current folder. Each is one module, or holds one in each sub-folder whose name does not begin with a dot.
    /// Default: none. A folder that is not there when the runner starts is an <see cref="ArgumentException"/> of the start.
    /// </value>
    /// <remarks>
    /// Whoever can write there decides what this process runs: see <c>docs/concepts/modules.md</c>. Nothing that stands in Redis chooses a path or a
    /// type. A module that cannot be used is told in the log and on <see cref="RunnerInfo.ModuleFaults"/>, and stops no other.
    /// </remarks>
    public IList<string> AutoLoadModules { get; set; } = [];

    /// <summary>How often the folders of modules are looked at although nothing was seen to change: watching misses network mounts.</summary>
    /// <value>100 milliseconds to 1 hour. Default: 5 seconds.</value>
    public TimeSpan ModuleCheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Middlewares around every attempt, the first outermost. Those registered as services come after them.</summary>
    public IList<ITaskMiddleware> Middleware { get; } = [];

    /// <summary>Whether it runs shell tasks (<see cref="TaskSpec.Shell(string)"/>): whoever may enqueue then runs any command as the runner's user.</summary>
    /// <value>Default: <see langword="false"/>, and shell tasks wait for a runner that does. Linux only.</value>
    public bool AllowShell { get; set; }

    /// <summary>Where methods run: in this process, or in child processes that a task cannot outlast and cannot take down the runner with.</summary>
    /// <value>Default: <see cref="TaskIsolation.None"/>, in this process.</value>
    /// <remarks><c>docs/concepts/isolation.md</c> says what it costs and what does not cross to another process.</remarks>
    public TaskIsolation Isolation { get; set; }

    /// <summary>Settings of the child processes.</summary>
    public ChildOptions Children { get; } = new();

    /// <summary>Where the objects of instance methods come from; each attempt has a scope of its own.</summary>
    /// <value>Default: none, and only static methods and classes with a parameterless constructor run.</value>
    public IServiceProvider? Services { get; set; }

    /// <summary>Where the runner and its tasks log.</summary>
    /// <value>Default: nowhere.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The queues that are served, with <c>default</c> where it is among them.</summary>
    internal string[] ServedQueues() => RunUntaggedTasks
        ? [.. Queues.Append(Names.DefaultQueue).Distinct(StringComparer.Ordinal)]
        : [.. Queues.Distinct(StringComparer.Ordinal)];

    internal void Validate()
    {
        var faults = new OptionFaults(nameof(RunnerOptions));
        if (Name is not null)
        {
            faults.Check(nameof(Name), () => Names.CheckRunner(Name, nameof(Name)));
        }

        foreach (string queue in Queues)
        {
            faults.Check(nameof(Queues), () => Names.CheckQueue(queue, nameof(Queues)));
        }

        faults.Check(Queues.Count <= Limits.WorkflowQueues, nameof(Queues), $"must be at most {Limits.WorkflowQueues}", Queues.Count);
        faults.Check(RunUntaggedTasks || Queues.Count > 0, nameof(Queues), "must name a queue where RunUntaggedTasks is off", "empty");
        faults.Check(Concurrency is >= 1 and <= Limits.Batch, nameof(Concurrency), $"must be 1 to {Limits.Batch}", Concurrency);
        faults.Check(TaskTimeout == Timeout.InfiniteTimeSpan || In(TaskTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(365)),
            nameof(TaskTimeout), "must be 1 millisecond to 365 days, or Timeout.InfiniteTimeSpan", TaskTimeout);
        Range(faults, nameof(TimeoutGrace), TimeoutGrace, TimeSpan.Zero, TimeSpan.FromHours(1));
        faults.Check(MaxStuckTasks is >= 1 and <= 1000, nameof(MaxStuckTasks), "must be 1 to 1000", MaxStuckTasks);
        Range(faults, nameof(StopGrace), StopGrace, TimeSpan.Zero, TimeSpan.FromDays(1));
        Range(faults, nameof(HeartbeatInterval), HeartbeatInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        Range(faults, nameof(HeartbeatExpiry), HeartbeatExpiry, TimeSpan.FromMilliseconds(300), TimeSpan.FromHours(1));
        faults.Check(HeartbeatExpiry >= 3 * HeartbeatInterval, nameof(HeartbeatExpiry),
            $"must be at least three times HeartbeatInterval ({DurationText.Of(HeartbeatInterval)})", HeartbeatExpiry);
        Range(faults, nameof(MonitorInterval), MonitorInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        Range(faults, nameof(PollInterval), PollInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        faults.Check(MaxRunnerDeaths is >= 1 and <= 1000, nameof(MaxRunnerDeaths), "must be 1 to 1000", MaxRunnerDeaths);
        Range(faults, nameof(HeldTimeout), HeldTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
        faults.Check(StalledAfter >= HeartbeatExpiry && StalledAfter <= TimeSpan.FromDays(1), nameof(StalledAfter),
            $"must be HeartbeatExpiry ({DurationText.Of(HeartbeatExpiry)}) to 1 day", StalledAfter);
        faults.Check(MaxResultBytes is >= 1024 and <= 64 * 1024 * 1024, nameof(MaxResultBytes), "must be 1 KiB to 64 MiB (1024 to 67108864)", MaxResultBytes);
        foreach (string folder in AutoLoadModules)
        {
            faults.Check(!string.IsNullOrWhiteSpace(folder), nameof(AutoLoadModules), "must be paths of folders", folder is null ? null : $"'{folder}'");
        }

        Range(faults, nameof(ModuleCheckInterval), ModuleCheckInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        faults.Check(Enum.IsDefined(Isolation), nameof(Isolation), "must be None or Process", Isolation);
        Children.Check(faults);
        faults.Check(!AllowShell || OperatingSystem.IsLinux(), nameof(AllowShell), "needs Linux", AllowShell);
        if (Isolation == TaskIsolation.Process)
        {
            faults.Check(Services is null || Children.Services is not null, nameof(Services),
                "is of this process and does not reach the children of Isolation = Process: set RunnerOptions.Children.Services to a static method that makes them", "set");
            faults.Check(Middleware.Count == 0, nameof(Middleware),
                "is of this process and does not reach the children of Isolation = Process: register it among the services of RunnerOptions.Children.Services", "set");
        }

        faults.Check(Enum.IsDefined(MinimumLogLevel), nameof(MinimumLogLevel), "must be one of the values of LogLevel", MinimumLogLevel);
        faults.Check(MaxLogBytes is >= 64 * 1024 and <= 16 * 1024 * 1024, nameof(MaxLogBytes), "must be 64 KiB to 16 MiB (65536 to 16777216)", MaxLogBytes);
        faults.Check(MaxLogLines is >= 100 and <= 1_000_000, nameof(MaxLogLines), "must be 100 to 1000000", MaxLogLines);
        foreach (string secret in Secrets)
        {
            faults.Check(nameof(Secrets), () => SecretMask.Check(secret, nameof(Secrets)));
        }

        faults.ThrowIfAny();
    }

    private static bool In(TimeSpan value, TimeSpan least, TimeSpan most) => value >= least && value <= most;

    private static void Range(OptionFaults faults, string option, TimeSpan value, TimeSpan least, TimeSpan most) =>
        faults.Check(In(value, least, most), option, $"must be {DurationText.Of(least)} to {DurationText.Of(most)}", value);
}
