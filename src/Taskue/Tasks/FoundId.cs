namespace Taskue;

/// <summary>What an id names.</summary>
public enum IdKind
{
    /// <summary>A task or a workflow.</summary>
    Any,

    /// <summary>A task.</summary>
    Task,

    /// <summary>A workflow.</summary>
    Workflow,
}

/// <summary>An id that is stored, and what it names.</summary>
/// <param name="Id">The whole id.</param>
/// <param name="Kind"><see cref="IdKind.Task"/> or <see cref="IdKind.Workflow"/>.</param>
public sealed record FoundId(string Id, IdKind Kind);
