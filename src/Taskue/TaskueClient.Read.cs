namespace Taskue;

public sealed partial class TaskueClient
{
    /// <summary>Reads one task.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Its snapshot, with arguments and result.</returns>
    /// <exception cref="ArgumentException">The id is malformed.</exception>
    /// <exception cref="NotFoundException">There is no such task (any more).</exception>
    public async Task<TaskInfo> GetTaskAsync(string taskId, CancellationToken cancellationToken = default)
    {
        TaskId.Check(taskId, nameof(taskId));
        IReadOnlyList<TaskInfo> found = await store.GetAsync([taskId], full: true, cancellationToken).ConfigureAwait(false);
        return found.Count == 1 ? found[0] : throw new NotFoundException("task", taskId, Namespace);
    }

    /// <inheritdoc cref="GetTaskAsync(string, CancellationToken)"/>
    /// <typeparam name="T">What the task's method returns.</typeparam>
    public async Task<TaskInfo<T>> GetTaskAsync<T>(string taskId, CancellationToken cancellationToken = default) =>
        new(await GetTaskAsync(taskId, cancellationToken).ConfigureAwait(false));

    /// <summary>Counts tasks by state: exact, and without walking through them.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>How many tasks are in which state.</returns>
    public async Task<TaskCounts> CountTasksAsync(CancellationToken cancellationToken = default) =>
        (await GetOverviewAsync(cancellationToken).ConfigureAwait(false)).Tasks;

    /// <summary>Deletes a single task that has ended.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Stops the call before it is sent.</param>
    /// <returns>A task that ends when nothing of it is left.</returns>
    /// <exception cref="InvalidActionException">It has not ended, or belongs to a workflow. Nothing was done.</exception>
    /// <exception cref="NotFoundException">There is no such task (any more).</exception>
    public Task DeleteTaskAsync(string taskId, CancellationToken cancellationToken = default) =>
        store.DeleteTaskAsync(TaskId.Check(taskId, nameof(taskId)), cancellationToken);

    /// <summary>Reads one workflow, with every stage and task. Payloads and results over 1 KiB are left out.</summary>
    /// <param name="workflowId">The workflow's id.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Its snapshot. Large ones are read in several calls, and tasks may move on between them.</returns>
    /// <exception cref="NotFoundException">There is no such workflow (any more).</exception>
    public async Task<WorkflowInfo> GetWorkflowAsync(string workflowId, CancellationToken cancellationToken = default)
    {
        TaskId.Check(workflowId, nameof(workflowId));
        WorkflowInfo workflow = await store.GetFlowAsync(workflowId, cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("workflow", workflowId, Namespace);
        var stages = new List<StageInfo>(workflow.Stages.Count);
        foreach (StageInfo stage in workflow.Stages)
        {
            var tasks = new List<TaskInfo>(stage.TaskCount);
            for (int row = 0; row * Limits.PlanRow < stage.TaskCount; row++)
            {
                tasks.AddRange(await store.GetFlowTasksAsync(workflowId, stage.Index, row, full: false, cancellationToken).ConfigureAwait(false));
            }

            stages.Add(stage with { Tasks = tasks });
        }

        long running = stages.Sum(stage => stage.Tasks.LongCount(task => task.State == TaskState.Running));
        return (workflow with { Stages = stages }).WithRunning(running);
    }

    /// <summary>Counts workflows by state.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>How many workflows are in which state.</returns>
    public async Task<WorkflowCounts> CountWorkflowsAsync(CancellationToken cancellationToken = default) =>
        (await GetOverviewAsync(cancellationToken).ConfigureAwait(false)).Workflows;

    /// <summary>Deletes a workflow that has ended, and its tasks with it.</summary>
    /// <param name="workflowId">The workflow's id.</param>
    /// <param name="cancellationToken">Stops the call before it is sent.</param>
    /// <returns>A task that ends when nothing of it is left.</returns>
    /// <exception cref="InvalidActionException">It has not ended. Nothing was done.</exception>
    /// <exception cref="NotFoundException">There is no such workflow (any more).</exception>
    public Task DeleteWorkflowAsync(string workflowId, CancellationToken cancellationToken = default) =>
        store.DeleteFlowAsync(TaskId.Check(workflowId, nameof(workflowId)), cancellationToken);

    /// <summary>Counts everything of the namespace: tasks and workflows by state, queues, runners.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Exact counts of one moment.</returns>
    public Task<NamespaceOverview> GetOverviewAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return store.OverviewAsync(cancellationToken);
    }
}
