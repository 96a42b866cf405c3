namespace Taskue;

/// <summary>Where a runner stands.</summary>
public enum RunnerState
{
    /// <summary>Alive, and runs nothing.</summary>
    Idle,

    /// <summary>Alive, and runs at least one task.</summary>
    Busy,

    /// <summary>It takes no more and finishes what it runs.</summary>
    Stopping,

    /// <summary>It has stopped in good order.</summary>
    Stopped,

    /// <summary>Its heartbeat expired; its tasks were rescheduled or terminated.</summary>
    Dead,
}

/// <summary>A snapshot of a runner. Dead and stopped ones stay listed for a day.</summary>
public sealed record RunnerInfo
{
    internal RunnerInfo()
    {
    }

    /// <summary>Its name: unique among the living of its namespace.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunnerState State { get; init; }

    /// <summary>Whether an operator has paused it: it runs on what it holds and takes no more.</summary>
    public bool Paused { get; init; }

    /// <summary>How many tasks it runs at once at most.</summary>
    public required int Concurrency { get; init; }

    /// <summary>How many tasks it holds now.</summary>
    public required int Running { get; init; }

    /// <summary>How many bodies ignored their timeout and still run although their tasks have ended, as it said last.</summary>
    /// <remarks>See <see cref="RunnerOptions.MaxStuckTasks"/>.</remarks>
    public int StuckTasks => State is RunnerState.Stopped or RunnerState.Dead ? 0 : Announced.StuckTasks;

    /// <summary>The queues that it serves.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>The machine that it runs on.</summary>
    public required string Host { get; init; }

    /// <summary>Its process's id on that machine.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The version of Taskue that it runs.</summary>
    public required string Version { get; init; }

    /// <summary>When it registered.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it stopped, or was found dead.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it will count as dead unless it beats before.</summary>
    public DateTimeOffset? HeartbeatExpiresAt { get; init; }

    /// <summary>How many of its tasks were queued again after it ended.</summary>
    public int Rescheduled { get; init; }

    /// <summary>How many of its tasks were terminated after it died.</summary>
    public int Terminated { get; init; }

    /// <summary>What it runs now, newest first, at most 100 tasks.</summary>
    /// <value>Empty in lists of runners, where they are not read.</value>
    public IReadOnlyList<TaskInfo> Tasks { get; init; } = [];

    /// <summary>Whether it is alive, as far as its heartbeat says.</summary>
    public bool IsAlive => State is RunnerState.Idle or RunnerState.Busy or RunnerState.Stopping;

    internal string Incarnation { get; init; } = "";

    /// <summary>
    /// What it said last that it may run: stable names as <c>images.resize@2</c>, whole assemblies as <c>MyApp.Jobs:*</c>, and the patterns of its
    /// allow-list. What is over 16 KiB is left out: see <see cref="CanRun"/>.
    /// </summary>
    public IReadOnlyList<string> Runs => Announced.Runs;

    /// <summary>What else than methods it can run, in words of an open list.</summary>
    public IReadOnlyList<string> Capabilities => Announced.Capabilities;

    /// <summary>How many builds of modules that were replaced are still in its memory: used by a task, or kept by something their code has left behind.</summary>
    public int OldModuleBuilds => Announced.OldModuleBuilds;

    /// <summary>Modules, new builds and folders that it cannot use, each with its path and the reason.</summary>
    public IReadOnlyList<string> ModuleFaults => Announced.Faults;

    /// <summary>Says whether it can run a stored method, by what it said last.</summary>
    /// <param name="storedMethod">A <see cref="TaskInfo.Method"/>.</param>
    /// <returns>
    /// <see langword="true"/>: it has a method of that stable name, or runs commands and the task is one. <see langword="false"/>: it has none, may run
    /// nothing of that assembly, or runs no commands.
    /// <see langword="null"/>: nobody can tell from here: it may run the assembly's methods, and its build may have this one or not; or it has not said, or not all.
    /// </returns>
    /// <remarks>Makes no call.</remarks>
    public bool? CanRun(string storedMethod)
    {
        ArgumentNullException.ThrowIfNull(storedMethod);
        return Announced.CanRun(storedMethod);
    }

    internal RunnerAnnouncement Announced { get; init; } = RunnerAnnouncement.None;
}
