using Taskue.Store;

namespace Taskue;

public sealed partial class TaskueClient
{
    /// <summary>Finds the task or workflow that an id, or the beginning of one, names.</summary>
    /// <param name="idOrBeginning">1 to 22 characters of an id.</param>
    /// <param name="kind">What to look for.</param>
    /// <param name="cancellationToken">Stops the call before it is sent.</param>
    /// <returns>The one id that begins so.</returns>
    /// <exception cref="ArgumentException">It cannot be the beginning of an id.</exception>
    /// <exception cref="AmbiguousIdException">Several begin so; some of them are named.</exception>
    /// <exception cref="NotFoundException">None does (any more).</exception>
    /// <remarks>One round trip, O(log n).</remarks>
    public async Task<FoundId> FindAsync(string idOrBeginning, IdKind kind = IdKind.Any, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<FoundId> found = await FindAllAsync(idOrBeginning, kind, AmbiguousIdException.Shown + 1, cancellationToken).ConfigureAwait(false);
        return found switch
        {
            [] => throw new NotFoundException(Word(kind), idOrBeginning, Namespace),
            [var only] => only,
            _ => throw new AmbiguousIdException(idOrBeginning, found, Namespace),
        };
    }

    /// <summary>Lists the ids that begin with a text, oldest first, tasks before workflows: for completions.</summary>
    /// <param name="beginning">0 to 22 characters of an id.</param>
    /// <param name="kind">What to look for.</param>
    /// <param name="limit">How many of a kind at most: 1 to 100.</param>
    /// <param name="cancellationToken">Stops the call before it is sent.</param>
    /// <returns>The ids; empty where none begins so.</returns>
    /// <exception cref="ArgumentException">It cannot be the beginning of an id, or the limit is out of range.</exception>
    /// <remarks>One round trip, O(log n); at most 1000 ids are looked at.</remarks>
    public async Task<IReadOnlyList<FoundId>> FindAllAsync(
        string beginning, IdKind kind = IdKind.Any, int limit = 20, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(beginning);
        if (limit is < 1 or > 100)
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "Limit must be 1 to 100.");
        }

        if (!Enum.IsDefined(kind))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Kind is none of the values of IdKind.");
        }

        TaskId.CheckBeginning(beginning, nameof(beginning));
        (IReadOnlyList<string> tasks, IReadOnlyList<string> flows) =
            await store.FindAsync(beginning, kind != IdKind.Workflow, kind != IdKind.Task, limit, cancellationToken).ConfigureAwait(false);
        return [.. tasks.Select(id => new FoundId(id, IdKind.Task)), .. flows.Select(id => new FoundId(id, IdKind.Workflow))];
    }

    /// <summary>Finds the newest task or workflow, or the one that failed last.</summary>
    /// <param name="kind">What to look for; <see cref="IdKind.Any"/> takes the newer of both, and for a workflow's task the workflow.</param>
    /// <param name="failed">Only what failed, the latest end first: failed, errored, timed out and terminated tasks, failed workflows.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <remarks>One round trip a kind.</remarks>
    public async Task<FoundId> FindLatestAsync(IdKind kind = IdKind.Any, bool failed = false, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<TaskInfo> tasks = kind == IdKind.Workflow ? [] : await ListTasksAsync(
            new TaskQuery { Limit = 1, States = failed ? [.. Enum.GetValues<TaskState>().Where(state => state.IsFailure())] : [] }, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<WorkflowInfo> flows = kind == IdKind.Task ? [] : await ListWorkflowsAsync(
            new WorkflowQuery { Limit = 1, States = failed ? [WorkflowState.Failed] : [] }, cancellationToken).ConfigureAwait(false);
        TaskInfo? task = tasks is [var newestTask] ? newestTask : null;
        WorkflowInfo? flow = flows is [var newestFlow] ? newestFlow : null;
        if (task is not null && kind == IdKind.Any && task.WorkflowId is { } owner && !failed)
        {
            return new FoundId(owner, IdKind.Workflow);
        }

        bool flowIsNewer = flow is not null && (task is null
            || (failed ? flow.DoneAt >= task.EndedAt : string.CompareOrdinal(flow.Id, task.Id) > 0));
        return flowIsNewer ? new FoundId(flow!.Id, IdKind.Workflow)
            : task is not null ? new FoundId(task.Id, IdKind.Task)
            : throw new NotFoundException(failed ? "failed " + Word(kind) : Word(kind), failed ? "@latest-failed" : "@latest", Namespace);
    }

    private static string Word(IdKind kind) => kind switch
    {
        IdKind.Task => "task",
        IdKind.Workflow => "workflow",
        _ => "task or workflow",
    };
}
