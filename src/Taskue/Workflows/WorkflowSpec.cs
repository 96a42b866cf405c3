namespace Taskue;

/// <summary>A title and stages of tasks: the tasks of a stage run in parallel, and a stage starts when the one before is over.</summary>
public sealed record WorkflowSpec
{
    /// <summary>Describes a workflow. Nothing is checked or sent before it is enqueued.</summary>
    /// <param name="title">Free text of at most 256 characters.</param>
    /// <param name="stages">At least one stage of at least one task; at most 1 000 stages and 10 000 tasks in all, on at most 32 queues.</param>
    public WorkflowSpec(string title, IReadOnlyList<IReadOnlyList<TaskSpec>> stages)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(stages);
        Title = title;
        Stages = stages;
    }

    /// <summary>Free text shown wherever the workflow is shown.</summary>
    public string Title { get; init; }

    /// <summary>The stages, in order.</summary>
    public IReadOnlyList<IReadOnlyList<TaskSpec>> Stages { get; init; }

    /// <summary>The id to store the workflow under, made by <see cref="TaskId.New()"/>; repeating the enqueue with it is safe.</summary>
    /// <value>Default: none, and each enqueue makes a new one.</value>
    public string? Id { get; init; }
}
