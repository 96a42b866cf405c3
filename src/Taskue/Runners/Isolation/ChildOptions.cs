namespace Taskue;

/// <summary>Settings of the child processes of a runner with <see cref="TaskIsolation.Process"/>; without it they mean nothing.</summary>
public sealed class ChildOptions
{
    /// <summary>Where each child gets the services of its tasks from: a static method, or a lambda that captures nothing.</summary>
    /// <value>Default: none, and only static methods and classes with a parameterless constructor run.</value>
    /// <remarks>
    /// It is called once in each child. Objects of the runner's process cannot be handed over, so <see cref="RunnerOptions.Services"/> and
    /// <see cref="RunnerOptions.Middleware"/> do not reach the children: middleware is registered among these services.
    /// </remarks>
    public Func<IServiceProvider>? Services { get; set; }

    /// <summary>After how many tasks a child is replaced by a new one.</summary>
    /// <value>1 or more; <see langword="null"/> for no such limit. Default: <see langword="null"/>.</value>
    public int? MaxTasks { get; set; }

    /// <summary>A child that occupies more memory than this at the end of a task is replaced by a new one.</summary>
    /// <value>64 MiB or more, in bytes; <see langword="null"/> for no such limit. Default: 1 GiB. Looked at ten times a second at most.</value>
    public long? MaxMemoryBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>How much memory a task may use: managed memory, and the same again with 448 MiB more of all kinds together.</summary>
    /// <value>32 MiB or more, in bytes; <see langword="null"/> for no limit. Default: <see langword="null"/>.</value>
    /// <remarks>
    /// Beyond it an allocation throws <see cref="OutOfMemoryException"/>, which fails the task, or the child ends, which fails it as
    /// <c>crashed</c>. Each process that the task starts has the second limit of its own.
    /// </remarks>
    public long? TaskMemoryLimit { get; set; }

    /// <summary>How much processor time an attempt may use, all its threads together, without the processes that it starts.</summary>
    /// <value>100 milliseconds or more; <see langword="null"/> for no limit. Default: <see langword="null"/>. Looked at ten times a second.</value>
    /// <remarks>An attempt beyond it is ended and fails, with the reason <c>cpu</c>; it counts, and is tried again as others are.</remarks>
    public TimeSpan? TaskProcessorTime { get; set; }

    /// <summary>How long a child may take until it can run tasks.</summary>
    /// <value>1 second to 10 minutes. Default: 30 seconds.</value>
    /// <remarks>
    /// A runner whose children do not start says why and does not start. Once running, it stops with an error when three starts have
    /// failed one after the other; the tasks that waited for one go back to their queue, uncharged.
    /// </remarks>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    internal void Check(OptionFaults faults)
    {
        const string Prefix = nameof(RunnerOptions.Children) + ".";
        faults.Check(MaxTasks is null or >= 1, Prefix + nameof(MaxTasks), "must be 1 or more", MaxTasks);
        faults.Check(MaxMemoryBytes is null or >= 64L * 1024 * 1024, Prefix + nameof(MaxMemoryBytes), "must be 64 MiB (67108864) or more", MaxMemoryBytes);
        faults.Check(TaskMemoryLimit is null or >= 32L * 1024 * 1024, Prefix + nameof(TaskMemoryLimit), "must be 32 MiB (33554432) or more", TaskMemoryLimit);
        faults.Check(TaskProcessorTime is null || TaskProcessorTime >= TimeSpan.FromMilliseconds(100),
            Prefix + nameof(TaskProcessorTime), "must be 100 milliseconds or more", TaskProcessorTime);
        faults.Check(StartTimeout >= TimeSpan.FromSeconds(1) && StartTimeout <= TimeSpan.FromMinutes(10),
            Prefix + nameof(StartTimeout), "must be 1.0 s to 10m 00s", StartTimeout);
        faults.Check(Services is null || StaticMethod.IsOne(Services),
            Prefix + nameof(Services), "must be a static method, or a lambda that captures nothing", Services?.Method.Name);
    }
}
