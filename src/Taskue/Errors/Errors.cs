namespace Taskue;

/// <summary>No task or workflow of that id is stored (any more).</summary>
public sealed class NotFoundException : TaskueException
{
    internal NotFoundException(string what, string id, string ns)
        : base(ErrorCodes.NotFound, $"There is no {what} '{id}' in namespace '{ns}'. It may have been deleted, or its retention has passed.")
    {
    }
}

/// <summary>Several tasks or workflows have an id that begins with the text that was given.</summary>
public sealed class AmbiguousIdException : TaskueException
{
    internal const int Shown = 8;

    internal AmbiguousIdException(string beginning, IReadOnlyList<FoundId> matches, string ns)
        : base(ErrorCodes.AmbiguousId,
            $"'{beginning}' is the beginning of {(matches.Count > Shown ? $"more than {Shown}" : matches.Count.ToString(System.Globalization.CultureInfo.InvariantCulture))} ids"
            + $" in namespace '{ns}': {string.Join(", ", matches.Take(Shown).Select(match => $"{match.Id} ({match.Kind.ToString().ToLowerInvariant()})"))}"
            + $"{(matches.Count > Shown ? ", …" : ".")} Give more characters.") => Matches = [.. matches.Take(Shown)];

    /// <summary>Some of the ids that begin so: at most eight.</summary>
    public IReadOnlyList<FoundId> Matches { get; }
}

/// <summary>The operation is not allowed in the present state.</summary>
public sealed class InvalidActionException : TaskueException
{
    internal InvalidActionException(string message)
        : base(ErrorCodes.InvalidAction, message)
    {
    }
}

/// <summary>A wait ended before the task or workflow did. The task is left alone, and waiting again is fine.</summary>
public sealed class WaitTimeoutException : TaskueException
{
    internal WaitTimeoutException(string what, string id, TimeSpan timeout, string state, Explanation? why)
        : base(ErrorCodes.WaitTimeout, $"The {what} '{id}' was still {state} after {DurationText.Of(timeout)}.{(why is null ? "" : " " + why.Sentence)}"
            + " It continues undisturbed: wait again, or give a longer timeout.")
    {
        IsTransient = true;
        Explanation = why;
    }

    /// <summary>Why the task or workflow had not ended, with the next steps; its sentence is part of the message.</summary>
    /// <value><see langword="null"/> if it was gone or ended by then, if Redis gave no answer, and for most of many waits that time out at once.</value>
    public Explanation? Explanation { get; }
}

/// <summary>A task has not passed, and its result or its success was asked for.</summary>
public sealed class TaskFailedException : TaskueException
{
    private TaskFailedException(TaskInfo task, string lacking)
        : base(ErrorCodes.TaskFailed, $"Task '{task.Title}' ({task.Id}) is {task.State.ToString().ToLowerInvariant()} and {lacking}"
            + (task.Error is null ? "." : $": {task.Error.Message}")) => TaskInfo = task;

    /// <summary>The task's snapshot, with its state and error.</summary>
    public TaskInfo TaskInfo { get; }

    internal static TaskFailedException WithoutResult(TaskInfo task) => new(task, "has no result");

    internal static TaskFailedException NotPassed(TaskInfo task) => new(task, "has not passed");
}

/// <summary>A workflow has not passed, and its success was asked for.</summary>
public sealed class WorkflowFailedException : TaskueException
{
    internal WorkflowFailedException(WorkflowInfo workflow)
        : base(ErrorCodes.WorkflowFailed, $"Workflow '{workflow.Title}' ({workflow.Id}) is {workflow.State.ToString().ToLowerInvariant()} and has not passed{Reason(workflow)}") =>
        WorkflowInfo = workflow;

    /// <summary>The workflow's snapshot, with its stages and tasks as far as they were read.</summary>
    public WorkflowInfo WorkflowInfo { get; }

    private static string Reason(WorkflowInfo workflow)
    {
        TaskInfo[] failed = [.. workflow.Stages.SelectMany(stage => stage.Tasks).Where(task => task.State.IsFailure() && !task.AllowFailure)];
        return failed.Length == 0 ? "."
            : $": {failed.Length} {(failed.Length == 1 ? "task" : "tasks")} failed, first '{failed[0].Title}' ({failed[0].Id})"
            + (failed[0].Error is { } error ? $": {error.Message}" : ".");
    }
}

/// <summary>A task's arguments or a workflow are over their limit. Nothing was written.</summary>
public sealed class TooLargeException : TaskueException
{
    internal TooLargeException(string message)
        : base(ErrorCodes.TooLarge, message)
    {
    }
}

/// <summary>A runner's name or registration is not its own (any more).</summary>
public sealed class RunnerNameException : TaskueException
{
    internal RunnerNameException(string code, string message)
        : base(code, message)
    {
    }
}

/// <summary>A runner has ended because too many bodies ignored their timeout and still ran. Its process should end, too: only that stops them.</summary>
public sealed class RunnerStuckException : TaskueException
{
    internal RunnerStuckException(string runner, int stuck, int most)
        : base(ErrorCodes.RunnerStuck, $"Runner '{runner}' has ended: {stuck} of its tasks ignored their timeout and still ran, and {most} may (RunnerOptions.MaxStuckTasks; --max-stuck of taskue runner start)."
            + " End its process and start it anew. Let bodies heed their CancellationToken, or run them in child processes (process isolation).")
    {
    }
}

/// <summary>Redis cannot be reached, refused the call, or cannot be used.</summary>
public sealed class StoreException : TaskueException
{
    internal StoreException(string code, string message, Exception? inner = null)
        : base(code, message, inner)
    {
    }

    /// <summary>
    /// Whether the server did nothing because it is not the master, or not ready to be it: during a failover another server, or the same one in a moment,
    /// accepts the same call.
    /// </summary>
    internal bool IsElsewhere { get; init; }
}
