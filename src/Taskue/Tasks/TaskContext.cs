using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>What a running task may know and ask. Take it as a parameter: the runner fills it in and it is never stored.</summary>
public abstract class TaskContext
{
    private static readonly AsyncLocal<TaskContext?> Flow = new();

    /// <summary>The context of the task that this code runs in; in a lambda given to <c>Call</c>, the place where the runner puts it.</summary>
    /// <exception cref="InvalidOperationException">No task is running here.</exception>
    public static TaskContext Current =>
        Flow.Value ?? throw new InvalidOperationException("No task is running here: TaskContext.Current has a value only inside a task.");

    /// <summary>The task's id.</summary>
    public abstract string TaskId { get; }

    /// <summary>The id of the workflow that the task belongs to.</summary>
    /// <value><see langword="null"/> for a single task.</value>
    public abstract string? WorkflowId { get; }

    /// <summary>The index of its stage, from 0.</summary>
    /// <value><see langword="null"/> for a single task.</value>
    public abstract int? Stage { get; }

    /// <summary>The task's title, or its method's short name.</summary>
    public abstract string Title { get; }

    /// <summary>The queue that it was taken from.</summary>
    public abstract string Queue { get; }

    /// <summary>Which attempt this is, from 1: what <see cref="TaskSpec.Retries"/> is charged for.</summary>
    public abstract int Attempt { get; }

    /// <summary>How many times the task has been started, this time included. It only rises, through retries, deaths and hand-backs.</summary>
    public abstract long Starts { get; }

    /// <summary>The name of the runner that runs it.</summary>
    public abstract string RunnerName { get; }

    /// <summary>Fires at the timeout, when the runner stops and its grace is over, and when the claim is lost.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>A logger for the task: its messages are kept in the task's log, and go to the runner's logger with the task's id in scope.</summary>
    public abstract ILogger Logger { get; }

    /// <summary>The services of this attempt's own dependency-injection scope.</summary>
    /// <exception cref="InvalidOperationException">The runner was given no services.</exception>
    public abstract IServiceProvider Services { get; }

    /// <summary>The finished tasks of this task's workflow, stage by stage, with their results.</summary>
    /// <param name="stage">Only those of one stage, counted from 0; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Tasks in the order in which the workflow lists them, read from the store 500 at a time.</returns>
    /// <exception cref="InvalidOperationException">The task belongs to no workflow.</exception>
    public abstract IAsyncEnumerable<TaskInfo> FinishedTasksAsync(int? stage = null, CancellationToken cancellationToken = default);

    /// <summary>Masks a secret from now on: it is replaced by <c>***</c> in what this attempt writes, and in the error that is kept of it.</summary>
    /// <param name="secret">The secret, at least 4 characters; of one with several lines each line is masked.</param>
    /// <exception cref="ArgumentException">It is shorter.</exception>
    /// <remarks>For secrets that are known before, use <see cref="RunnerOptions.Secrets"/>. Thread-safe; nothing of it is stored.</remarks>
    public virtual void AddSecret(string secret) => SecretMask.Check(secret, nameof(secret));

    /// <summary>The task that this code runs in, if any.</summary>
    internal static TaskContext? Ambient => Flow.Value;

    /// <summary>The task begins to wait for another task or workflow; disposing the result ends that.</summary>
    internal virtual IDisposable? BeginWait(string id) => null;

    /// <summary>Takes what the attempt writes.</summary>
    internal virtual ITaskLog Log => NoTaskLog.Instance;

    /// <summary>The method threw, and something else is called before that comes out: its disposal, or the second half of middleware.</summary>
    internal virtual void Threw(Exception fault)
    {
    }

    /// <summary>A text without the secrets that must not be read in what the attempt writes.</summary>
    internal virtual string Masked(string text) => text;

    /// <summary>Whether messages of this level are kept.</summary>
    internal virtual bool Captures(LogLevel level) => Log is not NoTaskLog && level < LogLevel.None;

    internal static void SetCurrent(TaskContext? context) => Flow.Value = context;

    /// <summary>A logger that writes into the task's log, and on to another one.</summary>
    internal virtual ILogger Capturing(ILogger? inner) => inner ?? Logger;
}
