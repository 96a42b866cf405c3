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

    /// <summary>Reads a page of tasks. Payloads and results over 1 KiB are left out.</summary>
    /// <param name="query">Which tasks, and which page; <see langword="null"/> takes the newest 25.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>At most <see cref="TaskQuery.Limit"/> tasks.</returns>
    /// <exception cref="ArgumentException">The query contradicts itself, or a page or limit is out of range.</exception>
    /// <exception cref="NotFoundException">The query names a workflow that is not there.</exception>
    /// <remarks>One round trip, and one more where the pending tasks of all queues are asked for.</remarks>
    public async Task<IReadOnlyList<TaskInfo>> ListTasksAsync(TaskQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new TaskQuery();
        CheckPage(query.Page, query.Limit, query.Before, nameof(query));
        if (query.State is { } state && !Enum.IsDefined(state))
        {
            throw new ArgumentOutOfRangeException(nameof(query), state, "State is none of the values of TaskState.");
        }

        if (query.WorkflowId is { } workflow)
        {
            TaskId.Check(workflow, nameof(query));
            return query is { Queue: null, Before: null }
                ? await ListWorkflowTasksAsync(workflow, query, cancellationToken).ConfigureAwait(false)
                : throw new ArgumentException("A workflow's tasks are listed by page: Queue and Before cannot be combined with WorkflowId.", nameof(query));
        }

        if (query.Queue is { } queue)
        {
            Names.CheckQueue(queue, nameof(query));
            if (query.State is not (null or TaskState.Pending or TaskState.Running))
            {
                throw new ArgumentException($"Only pending and running tasks are listed by queue, not {query.State} ones.", nameof(query));
            }
        }

        if (query.Before is not null && (query.Queue is not null || query.State is not (null or TaskState.Created)))
        {
            throw new ArgumentException("Before serves lists that are newest first by id: all tasks, and created ones. Use Page for the others.", nameof(query));
        }

        return await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
    }

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
        return workflow with
        {
            Stages = stages,
            Counts = workflow.Counts with { Running = running, Pending = Math.Max(0, workflow.Counts.Pending - running) },
        };
    }

    /// <summary>Reads a page of workflows, without their stages and tasks.</summary>
    /// <param name="query">Which workflows, and which page; <see langword="null"/> takes the newest 25.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>At most <see cref="WorkflowQuery.Limit"/> workflows.</returns>
    /// <exception cref="ArgumentException">A page or limit is out of range.</exception>
    public Task<IReadOnlyList<WorkflowInfo>> ListWorkflowsAsync(WorkflowQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new WorkflowQuery();
        CheckPage(query.Page, query.Limit, query.Before, nameof(query));
        if (query.Before is not null && query.State is WorkflowState.Passed or WorkflowState.Failed)
        {
            throw new ArgumentException("Before serves lists that are newest first by id. Use Page for passed and failed workflows.", nameof(query));
        }

        return store.ListFlowsAsync(query, cancellationToken);
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

    /// <summary>Lists the queues of the namespace.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Every queue that was ever used, by name.</returns>
    public async Task<IReadOnlyList<QueueInfo>> ListQueuesAsync(CancellationToken cancellationToken = default) =>
        (await GetOverviewAsync(cancellationToken).ConfigureAwait(false)).Queues;

    private async Task<IReadOnlyList<TaskInfo>> ListWorkflowTasksAsync(string workflow, TaskQuery query, CancellationToken cancellationToken)
    {
        WorkflowInfo info = await store.GetFlowAsync(workflow, cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("workflow", workflow, Namespace);
        var page = new List<TaskInfo>(query.Limit);
        long skip = (query.Page - 1L) * query.Limit;
        foreach (StageInfo stage in info.Stages)
        {
            for (int row = 0; row * Limits.PlanRow < stage.TaskCount && page.Count < query.Limit; row++)
            {
                int size = Math.Min(Limits.PlanRow, stage.TaskCount - (row * Limits.PlanRow));
                if (query.State is null && skip >= size)
                {
                    skip -= size;
                    continue;
                }

                IReadOnlyList<TaskInfo> tasks = await store.GetFlowTasksAsync(workflow, stage.Index, row, full: false, cancellationToken).ConfigureAwait(false);
                foreach (TaskInfo task in tasks)
                {
                    if ((query.State is null || task.State == query.State) && skip-- <= 0 && page.Count < query.Limit)
                    {
                        page.Add(task);
                    }
                }

                skip = Math.Max(0, skip);
            }
        }

        return page;
    }

    private static void CheckPage(int page, int limit, string? before, string parameter)
    {
        if (page < 1)
        {
            throw new ArgumentOutOfRangeException(parameter, page, "Page must be 1 or more.");
        }

        if (limit is < 1 or > 1000)
        {
            throw new ArgumentOutOfRangeException(parameter, limit, "Limit must be 1 to 1000.");
        }

        if (before is not null)
        {
            TaskId.Check(before, parameter);
        }
    }
}
