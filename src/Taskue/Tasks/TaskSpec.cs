using System.Text;

namespace Taskue;

/// <summary>What to run and how: one call of a method, with its options. Immutable; use <c>with</c> to vary it.</summary>
/// <remarks>
/// Made by <c>Call</c> and its overloads, or by <c>On</c>.
/// The arguments are read and written to JSON when the spec is made, so a spec may be enqueued many times: each time is a new task.
/// </remarks>
public partial record TaskSpec
{
    internal TaskSpec(StoredCall call) => StoredCall = call;

    internal StoredCall StoredCall { get; }

    /// <summary>Free text shown wherever the task is shown.</summary>
    /// <value>At most 256 characters, without control characters. Default: none, and the method's name is shown.</value>
    public string? Title { get; init; }

    /// <summary>How many times a failed or timed out task is tried again.</summary>
    /// <value>0 to 1000; 3 means at most 4 attempts. Default: 0. A runner's death and a hand-back are not attempts.</value>
    public int Retries { get; init; }

    /// <summary>The queue to wait in; only runners that serve it take the task.</summary>
    /// <value>1 to 64 characters <c>[A-Za-z0-9._:/-]</c>, beginning with a letter or digit. Default: none, which is the queue <c>default</c>.</value>
    public string? Tag { get; init; }

    /// <summary>How long one attempt may take, counted from its start; waiting in a queue never counts.</summary>
    /// <value>1 millisecond to 365 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for never. Default: the runner's (1 hour).</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether its failure leaves its stage and workflow unharmed.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool AllowFailure { get; init; }

    /// <summary>Whether the task is queued again when its runner dies; if not, it ends <see cref="TaskState.Terminated"/>.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool AllowRescheduling { get; init; } = true;

    /// <summary>Whether the task runs, judged over all earlier stages of its workflow when its own is reached.</summary>
    /// <value>Default: <see cref="RunWhen.OnSuccess"/>.</value>
    public RunWhen When { get; init; }

    /// <summary>The id to store the task under, made by <see cref="TaskId.New()"/>; repeating the enqueue with it is safe.</summary>
    /// <value>Default: none, and each enqueue makes a new one.</value>
    public string? Id { get; init; }

    /// <summary>The call as it is stored: assembly, type, method and parameter types; or <c>@name@version</c>, where the method has a <see cref="TaskueTaskAttribute"/>.</summary>
    public string Method => StoredCall.Method;

    /// <summary>Keeps <c>ToString</c> to what is safe to print: arguments may hold secrets and are left out.</summary>
    /// <param name="builder">Where the members go.</param>
    /// <returns><see langword="true"/>: something was printed.</returns>
    protected virtual bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Append(Title ?? StoredCall.ShortName);
        return true;
    }
}

/// <summary>A <see cref="TaskSpec"/> whose method returns a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">What the method returns, or what its task gives.</typeparam>
public sealed partial record TaskSpec<T> : TaskSpec
{
    internal TaskSpec(StoredCall call)
        : base(call)
    {
    }

    /// <summary>Stands for the result in a later task's arguments. It has no value while the workflow is being written.</summary>
    /// <exception cref="InvalidOperationException">Always, when read.</exception>
    public T Result => throw new InvalidOperationException(
        $"'{Title ?? StoredCall.ShortName}' has not run: the result of a spec has no value. Enqueue it and wait for its handle: (await handle.WaitAsync()).Result.");

    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder) => base.PrintMembers(builder);
}

/// <summary>When a workflow's task runs, judged over ALL earlier stages (GitLab's words and rules).</summary>
public enum RunWhen
{
    /// <summary>If no task of an earlier stage failed. Allowed failures and skipped tasks do not count.</summary>
    OnSuccess,

    /// <summary>If at least one task of an earlier stage failed.</summary>
    OnFailure,

    /// <summary>In any case.</summary>
    Always,
}
