using Taskue.Store;

namespace Taskue;

public sealed partial class TaskueClient
{
    /// <summary>Reads a page of tasks. Payloads and results over 1 KiB are left out.</summary>
    /// <param name="query">Which tasks, and which page; <see langword="null"/> takes the newest 25.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>At most <see cref="TaskQuery.Limit"/> tasks.</returns>
    /// <exception cref="ArgumentException">The query contradicts itself, or a page, limit, pattern or cursor is out of range.</exception>
    /// <exception cref="NotFoundException">The query names a workflow that is not there.</exception>
    /// <remarks>
    /// One round trip, and one more where the pending tasks of all queues are asked for. With a filter one for each 1000 tasks that are looked
    /// at until the page is full, so that no call holds up the server.
    /// </remarks>
    public async Task<IReadOnlyList<TaskInfo>> ListTasksAsync(TaskQuery? query = null, CancellationToken cancellationToken = default) =>
        (await ReadTaskPageAsync(Checked(query), count: false, cancellationToken).ConfigureAwait(false)).Tasks;

    /// <summary>Reads a page of tasks, and counts how many there are of them.</summary>
    /// <returns>The page, with the total: exact without filters, and up to about 10 000 tasks behind the page with them.</returns>
    /// <remarks>As <see cref="ListTasksAsync"/>, and up to twelve round trips more for the total.</remarks>
    /// <inheritdoc cref="ListTasksAsync"/>
    public Task<TaskPage> GetTaskPageAsync(TaskQuery? query = null, CancellationToken cancellationToken = default) =>
        ReadTaskPageAsync(Checked(query), count: true, cancellationToken);

    /// <summary>Reads a page of workflows, without their stages and tasks.</summary>
    /// <param name="query">Which workflows, and which page; <see langword="null"/> takes the newest 25.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>At most <see cref="WorkflowQuery.Limit"/> workflows.</returns>
    /// <exception cref="ArgumentException">The query contradicts itself, or a page, limit, pattern or cursor is out of range.</exception>
    /// <remarks>One round trip; with a filter one for each 1000 workflows that are looked at.</remarks>
    public async Task<IReadOnlyList<WorkflowInfo>> ListWorkflowsAsync(WorkflowQuery? query = null, CancellationToken cancellationToken = default) =>
        (await ReadWorkflowPageAsync(Checked(query), count: false, cancellationToken).ConfigureAwait(false)).Workflows;

    /// <summary>Reads a page of workflows, and counts how many there are of them.</summary>
    /// <returns>The page, with the total: exact without filters, and up to about 10 000 workflows behind the page with them.</returns>
    /// <inheritdoc cref="ListWorkflowsAsync"/>
    public Task<WorkflowPage> GetWorkflowPageAsync(WorkflowQuery? query = null, CancellationToken cancellationToken = default) =>
        ReadWorkflowPageAsync(Checked(query), count: true, cancellationToken);

    private static TaskQuery Checked(TaskQuery? query)
    {
        query ??= new TaskQuery();
        CheckPage(query.Page, query.Limit, query.Before, query.Cursor, query.TitlePattern, nameof(query));
        CheckStates(query.State, query.States, nameof(query));
        if (query.WorkflowId is { } workflow)
        {
            TaskId.Check(workflow, nameof(query));
            if (query.Before is not null || query.Cursor is not null)
            {
                throw new ArgumentException("A workflow's tasks are listed by page: Before and Cursor cannot be combined with WorkflowId.", nameof(query));
            }
        }

        if (query.Queue is { } queue)
        {
            Names.CheckQueue(queue, nameof(query));
        }

        if (query.Before is not null && (query.Queue is not null || query.Wanted is not ([] or [TaskState.Created])))
        {
            throw new ArgumentException("Before serves lists that are newest first by id: all tasks, and created ones. Use Page or Cursor for the others.", nameof(query));
        }

        return query;
    }

    private static WorkflowQuery Checked(WorkflowQuery? query)
    {
        query ??= new WorkflowQuery();
        CheckPage(query.Page, query.Limit, query.Before, query.Cursor, query.TitlePattern, nameof(query));
        CheckStates(query.State, query.States, nameof(query));
        if (query.Before is not null && query.Wanted is not ([] or [WorkflowState.Pending] or [WorkflowState.Running]))
        {
            throw new ArgumentException("Before serves lists that are newest first by id. Use Page or Cursor for several states, and for passed and failed workflows.", nameof(query));
        }

        return query;
    }

    private async Task<TaskPage> ReadTaskPageAsync(TaskQuery query, bool count, CancellationToken cancellationToken)
    {
        if (query.WorkflowId is { } workflow)
        {
            return await ListWorkflowTasksAsync(workflow, query, cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyList<TaskState> states = query.Wanted;
        string[] sources = states.Count == 0 ? [query.Queue is null ? "index" : "pending"] : SourcesOf(states);
        bool fromStart = query.Cursor is null && query.Before is null;
        if (query.IsPlain)
        {
            IReadOnlyList<TaskInfo> tasks = await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
            long? total = count && fromStart ? await TotalAsync(query, cancellationToken).ConfigureAwait(false) : null;
            string? behind = tasks.Count < query.Limit || total <= query.Page * (long)query.Limit ? null : $"{sources[0]}:{PlaceOf(sources[0], tasks[^1], query)}";
            return new TaskPage(tasks, total, TotalIsExact: true, behind);
        }

        var filter = new Filter(query.Queue, query.TitlePattern, query.Since, query.Until);
        bool counting = count && fromStart && !filter.IsEmpty;
        (List<TaskInfo> found, long seen, bool atEnd, string? next) = await SearchPages.ReadAsync(
            sources, query.Cursor ?? (query.Before is { } before ? $"{sources[0]}:{before}" : null), fromStart ? (query.Page - 1L) * query.Limit : 0, query.Limit,
            filter, counting, search => store.SearchTasksAsync(search, cancellationToken), cancellationToken).ConfigureAwait(false);
        return counting ? new TaskPage(found, seen, atEnd, next)
            : new TaskPage(found, count && fromStart ? await TotalAsync(query, cancellationToken).ConfigureAwait(false) : null, TotalIsExact: true, next);
    }

    private async Task<WorkflowPage> ReadWorkflowPageAsync(WorkflowQuery query, bool count, CancellationToken cancellationToken)
    {
        IReadOnlyList<WorkflowState> states = query.Wanted;
        string[] sources = states.Count == 0 ? ["index"] : SourcesOf(states);
        bool fromStart = query.Cursor is null && query.Before is null;
        if (query.IsPlain)
        {
            IReadOnlyList<WorkflowInfo> flows = await store.ListFlowsAsync(query, cancellationToken).ConfigureAwait(false);
            long? total = count && fromStart ? await TotalAsync(states, cancellationToken).ConfigureAwait(false) : null;
            string? behind = flows.Count < query.Limit || total <= query.Page * (long)query.Limit ? null
                : $"{sources[0]}:{(flows[^1].DoneAt is { } ended && sources[0] is "p" or "f" ? $"{ended.ToUnixTimeMilliseconds()}|" : "")}{flows[^1].Id}";
            return new WorkflowPage(flows, total, TotalIsExact: true, behind);
        }

        var filter = new Filter(null, query.TitlePattern, query.Since, query.Until);
        bool counting = count && fromStart && !filter.IsEmpty;
        (List<WorkflowInfo> found, long seen, bool atEnd, string? next) = await SearchPages.ReadAsync(
            sources, query.Cursor ?? (query.Before is { } before ? $"{sources[0]}:{before}" : null), fromStart ? (query.Page - 1L) * query.Limit : 0, query.Limit,
            filter, counting, search => store.SearchFlowsAsync(search, cancellationToken), cancellationToken).ConfigureAwait(false);
        return counting ? new WorkflowPage(found, seen, atEnd, next)
            : new WorkflowPage(found, count && fromStart ? await TotalAsync(states, cancellationToken).ConfigureAwait(false) : null, TotalIsExact: true, next);
    }

    /// <summary>The store's lists that make up these states: what runs, waits, is to come, and all that ended as one.</summary>
    private static string[] SourcesOf(IReadOnlyList<TaskState> states)
    {
        string ended = string.Concat(states.Where(state => state.IsFinal()).Order().Select(StateLetter.Of));
        return
        [
            .. states.Contains(TaskState.Running) ? (string[])["running"] : [], .. states.Contains(TaskState.Pending) ? (string[])["pending"] : [],
            .. states.Contains(TaskState.Created) ? (string[])["created"] : [], .. ended.Length > 0 ? (string[])[ended] : [],
        ];
    }

    private static string[] SourcesOf(IReadOnlyList<WorkflowState> states)
    {
        string ended = (states.Contains(WorkflowState.Passed) ? "p" : "") + (states.Contains(WorkflowState.Failed) ? "f" : "");
        return
        [
            .. states.Contains(WorkflowState.Running) ? (string[])["running"] : [], .. states.Contains(WorkflowState.Pending) ? (string[])["pending"] : [],
            .. ended.Length > 0 ? (string[])[ended] : [],
        ];
    }

    private static string PlaceOf(string source, TaskInfo last, TaskQuery query) => source switch
    {
        "index" or "created" => last.Id,
        "pending" => (query.Page * (long)query.Limit).ToString(System.Globalization.CultureInfo.InvariantCulture),
        "running" => $"{last.StartedAt?.ToUnixTimeMilliseconds() ?? 0}|{last.Id}",
        _ => $"{last.EndedAt?.ToUnixTimeMilliseconds() ?? 0}|{last.Id}",
    };

    private async Task<long> TotalAsync(TaskQuery query, CancellationToken cancellationToken)
    {
        IReadOnlyList<TaskState> states = query.Wanted;
        if (query.Queue is { } queue && states is [TaskState.Running])
        {
            return (await store.RunningAsync(null, cancellationToken).ConfigureAwait(false)).ByQueue.GetValueOrDefault(queue);
        }

        NamespaceOverview overview = await GetOverviewAsync(cancellationToken).ConfigureAwait(false);
        return query.Queue is { } name ? overview.Queues.FirstOrDefault(one => one.Name == name)?.Pending ?? 0
            : states.Count == 0 ? overview.Tasks.Total : states.Sum(state => overview.Tasks[state]);
    }

    private async Task<long> TotalAsync(IReadOnlyList<WorkflowState> states, CancellationToken cancellationToken)
    {
        WorkflowCounts counts = (await GetOverviewAsync(cancellationToken).ConfigureAwait(false)).Workflows;
        return states.Count == 0 ? counts.Total : states.Sum(state => state switch
        {
            WorkflowState.Pending => counts.Pending,
            WorkflowState.Running => counts.Running,
            WorkflowState.Passed => counts.Passed,
            _ => counts.Failed,
        });
    }

    private async Task<TaskPage> ListWorkflowTasksAsync(string workflow, TaskQuery query, CancellationToken cancellationToken)
    {
        WorkflowInfo info = await store.GetFlowAsync(workflow, cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("workflow", workflow, Namespace);
        IReadOnlyList<TaskState> states = query.Wanted;
        var filter = new Filter(query.Queue, query.TitlePattern, query.Since, query.Until);
        bool all = states.Count == 0 && filter.IsEmpty;
        var page = new List<TaskInfo>(query.Limit);
        long skip = (query.Page - 1L) * query.Limit, total = 0;
        foreach (StageInfo stage in info.Stages)
        {
            for (int row = 0; row * Limits.PlanRow < stage.TaskCount; row++)
            {
                int size = Math.Min(Limits.PlanRow, stage.TaskCount - (row * Limits.PlanRow));
                if (all && (total + size <= skip || page.Count == query.Limit))
                {
                    total += size;
                    continue;
                }

                foreach (TaskInfo task in await store.GetFlowTasksAsync(workflow, stage.Index, row, full: false, cancellationToken).ConfigureAwait(false))
                {
                    if ((states.Count == 0 || states.Contains(task.State)) && filter.Matches(task) && total++ >= skip && page.Count < query.Limit)
                    {
                        page.Add(task);
                    }
                }
            }
        }

        return new TaskPage(page, total, TotalIsExact: true, Next: null);
    }

    private static void CheckPage(int page, int limit, string? before, string? cursor, string? pattern, string parameter)
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

        if (cursor is not null && (before is not null || page != 1))
        {
            throw new ArgumentException("Cursor says where to begin: it cannot be combined with Before or Page.", parameter);
        }

        if (pattern is not null && (pattern.Length is 0 or > Limits.TitleLength || pattern.Count(c => c == '*') > 16))
        {
            throw new ArgumentException($"TitlePattern must have 1 to {Limits.TitleLength} characters and at most 16 stars, as '*invoice*': '{pattern}'.", parameter);
        }
    }

    private static void CheckStates<T>(T? state, IReadOnlyList<T> states, string parameter)
        where T : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(states, parameter);
        if (state is not null && states.Count > 0)
        {
            throw new ArgumentException("State and States cannot be combined: give all in States.", parameter);
        }

        foreach (T one in state is { } single ? [single] : states)
        {
            if (!Enum.IsDefined(one))
            {
                throw new ArgumentOutOfRangeException(parameter, one, $"{one} is none of the values of {typeof(T).Name}.");
            }
        }
    }
}
