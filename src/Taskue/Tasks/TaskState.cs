namespace Taskue;

/// <summary>Where a task stands. The list is closed: what is finer stands in <see cref="TaskInfo.Reason"/>.</summary>
/// <remarks><see cref="Passed"/> and everything after it are final. <c>docs/state-machine.md</c> draws who moves a task from where to where.</remarks>
public enum TaskState
{
    /// <summary>Stored as part of a workflow; its stage has not been reached.</summary>
    Created,

    /// <summary>In a queue, or waiting for its next attempt.</summary>
    Pending,

    /// <summary>A runner holds it.</summary>
    Running,

    /// <summary>It returned. Final.</summary>
    Passed,

    /// <summary>It threw on its last attempt, or its result could not be kept. Final.</summary>
    Failed,

    /// <summary>It could not be run: a refused method, arguments that do not fit, an unreadable record, or held in vain. Final.</summary>
    Errored,

    /// <summary>Its last attempt ran past its timeout. Final.</summary>
    TimedOut,

    /// <summary>Its runner died and it may not be started again, or an operator ended it. Final.</summary>
    Terminated,

    /// <summary>Its <see cref="TaskSpec.When"/> said no. Final, and neither a failure nor a success.</summary>
    Skipped,
}

/// <summary>What can be asked of every <see cref="TaskState"/>.</summary>
public static class TaskStateExtensions
{
    /// <summary>Whether a task in this state will never move again.</summary>
    /// <param name="state">The state to ask about.</param>
    /// <returns><see langword="true"/> from <see cref="TaskState.Passed"/> on.</returns>
    public static bool IsFinal(this TaskState state) => state >= TaskState.Passed;

    /// <summary>Whether this state fails a stage, unless the task has <see cref="TaskSpec.AllowFailure"/>.</summary>
    /// <param name="state">The state to ask about.</param>
    /// <returns><see langword="true"/> for failed, errored, timed out and terminated.</returns>
    public static bool IsFailure(this TaskState state) =>
        state is TaskState.Failed or TaskState.Errored or TaskState.TimedOut or TaskState.Terminated;
}
