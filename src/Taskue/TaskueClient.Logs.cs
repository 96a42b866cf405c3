using System.Runtime.CompilerServices;
using Taskue.Store;

namespace Taskue;

public sealed partial class TaskueClient
{
    /// <summary>Reads a page of what a task has written to its loggers and to the console.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="query">Which lines; <see langword="null"/> takes the first 1,000.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Lines in the order in which they were written, start by start, with entries where lines are missing. Empty for a task that wrote nothing.</returns>
    /// <exception cref="ArgumentException">The id is malformed, or the query is out of range or contradicts itself.</exception>
    /// <exception cref="NotFoundException">There is no such task (any more).</exception>
    /// <exception cref="StoreException">Redis cannot be reached.</exception>
    /// <remarks>One round trip; with <see cref="LogQuery.Tail"/> one more, and one for each MiB that has to be looked through for it.</remarks>
    public async Task<LogPage> GetLogAsync(string taskId, LogQuery? query = null, CancellationToken cancellationToken = default)
    {
        LogReader reader = ReaderOf(taskId, ref query);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ?? throw new NotFoundException("task", taskId, Namespace);
    }

    /// <summary>Reads what a task has written so far, page by page.</summary>
    /// <inheritdoc cref="GetLogAsync"/>
    /// <returns>Lines in the order in which they were written, to the last one that is there now.</returns>
    public IAsyncEnumerable<LogEntry> ReadLogAsync(string taskId, LogQuery? query = null, CancellationToken cancellationToken = default) =>
        ReaderOf(taskId, ref query).RestAsync(() => new NotFoundException("task", taskId, Namespace), cancellationToken);

    /// <summary>Follows what a task writes: what is there, and what comes, through all its starts, until the task has ended.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="query">Which lines; <see langword="null"/> takes all.</param>
    /// <param name="cancellationToken">Stops the following, not the task.</param>
    /// <returns>Each line once. It waits for a task that is not started yet, and ends when the task is final and everything was given.</returns>
    /// <exception cref="ArgumentException">The id is malformed, or the query is out of range or contradicts itself.</exception>
    /// <exception cref="NotFoundException">There is no such task (any more).</exception>
    /// <exception cref="StoreException">Redis cannot be reached: at the beginning, or later for a minute.</exception>
    /// <remarks>
    /// Lines are pushed as the store gets them, about 100 milliseconds after they were written; a poll each second covers messages that were
    /// lost. It goes on from its place after a cut connection: no line is missed, and none comes twice.
    /// </remarks>
    public IAsyncEnumerable<LogEntry> FollowLogsAsync(string taskId, LogQuery? query = null, CancellationToken cancellationToken = default)
    {
        LogReader reader = ReaderOf(taskId, ref query, new LogPatience(clock));
        return FollowAsync(taskId, reader, cancellationToken);
    }

    /// <summary>Reads what the tasks of a workflow have written so far, as one log, by time.</summary>
    /// <param name="workflowId">The workflow's id.</param>
    /// <param name="query">Which lines, of each task; <see cref="LogQuery.Tail"/> counts the lines of all. <see cref="LogQuery.After"/> is not for workflows.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Lines with the title of their task.</returns>
    /// <exception cref="ArgumentException">The id is malformed, or the query is out of range or contradicts itself.</exception>
    /// <exception cref="NotFoundException">There is no such workflow (any more).</exception>
    /// <exception cref="StoreException">Redis cannot be reached.</exception>
    /// <remarks>One call for each 500 tasks, and then those for the logs of the tasks that have one.</remarks>
    public IAsyncEnumerable<LogEntry> ReadWorkflowLogAsync(string workflowId, LogQuery? query = null, CancellationToken cancellationToken = default)
    {
        query = CheckedFlowQuery(workflowId, query);
        return ReadFlowAsync(workflowId, query, cancellationToken);
    }

    /// <summary>Follows what the tasks of a workflow write, until the workflow has ended.</summary>
    /// <inheritdoc cref="ReadWorkflowLogAsync"/>
    /// <param name="workflowId">The workflow's id.</param>
    /// <param name="query">Which lines, of each task; <see cref="LogQuery.Tail"/> counts the lines of all. <see cref="LogQuery.After"/> is not for workflows.</param>
    /// <param name="cancellationToken">Stops the following, not the workflow.</param>
    /// <returns>What is there by time, and then what comes as it comes; each line once, with the title of its task.</returns>
    /// <remarks>As <see cref="FollowLogsAsync"/>. The poll costs one call a second for each 500 tasks of the present stage.</remarks>
    public IAsyncEnumerable<LogEntry> FollowWorkflowLogsAsync(string workflowId, LogQuery? query = null, CancellationToken cancellationToken = default)
    {
        query = CheckedFlowQuery(workflowId, query);
        return FollowFlowAsync(workflowId, query, cancellationToken);
    }

    /// <summary>Sets how long logs are kept, counted from their last line. They go with their tasks at the latest. It applies to what is stored already.</summary>
    /// <param name="keep">1 minute to 3650 days; 0 drops a log when its task ends; <see langword="null"/>, the default, keeps it as long as its task.</param>
    /// <param name="cancellationToken">Stops the call before it is sent.</param>
    /// <returns>A task that ends when the setting is stored.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="StoreException">Redis cannot be reached.</exception>
    public Task SetLogRetentionAsync(TimeSpan? keep, CancellationToken cancellationToken = default)
    {
        if (keep is { } time && time != TimeSpan.Zero && (time < TimeSpan.FromMinutes(1) || time > TimeSpan.FromDays(3650)))
        {
            throw new ArgumentOutOfRangeException(nameof(keep), time, "The retention of logs must be 1 minute to 3650 days, 0 to drop them when their task ends, or null for as long as their task.");
        }

        return store.SetLogRetentionAsync(keep, cancellationToken);
    }

    private LogReader ReaderOf(string taskId, ref LogQuery? query, LogPatience? patience = null)
    {
        TaskId.Check(taskId, nameof(taskId));
        query ??= new LogQuery();
        LogPlace? after = query.Check(nameof(query));
        ObjectDisposedException.ThrowIf(disposed, this);
        return new LogReader(store, taskId, query, after, patience);
    }

    private LogQuery CheckedFlowQuery(string workflowId, LogQuery? query)
    {
        TaskId.Check(workflowId, nameof(workflowId));
        query ??= new LogQuery();
        query.Check(nameof(query));
        ObjectDisposedException.ThrowIf(disposed, this);
        return query.After is null ? query : throw new ArgumentException("LogQuery.After goes on behind a page of one task, and a workflow's log has no pages.", nameof(query));
    }

    private async IAsyncEnumerable<LogEntry> FollowAsync(string taskId, LogReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LogBell bell = await LogBell.OpenAsync(link, space.Log(taskId), token => waiters.WaitAsync(taskId, token), Namespace, clock).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = bell.ConfigureAwait(false);
        while (true)
        {
            LogPage page = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ?? throw new NotFoundException("task", taskId, Namespace);
            foreach (LogEntry entry in page.Entries)
            {
                yield return entry;
            }

            if (page.IsComplete)
            {
                yield break;
            }

            if (!page.HasMore)
            {
                await bell.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async IAsyncEnumerable<LogEntry> ReadFlowAsync(string workflowId, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        WorkflowLogReader reader = await OpenFlowAsync(workflowId, query, null, cancellationToken).ConfigureAwait(false);
        List<FlowLog> tasks = await reader.LookAsync(cancellationToken).ConfigureAwait(false) ?? throw new NotFoundException("workflow", workflowId, Namespace);
        await foreach (LogEntry entry in LastOf(reader.MergeAsync(tasks, cancellationToken), query.Tail).ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    private async IAsyncEnumerable<LogEntry> FollowFlowAsync(string workflowId, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        WorkflowLogReader reader = await OpenFlowAsync(workflowId, query, new LogPatience(clock), cancellationToken).ConfigureAwait(false);
        LogBell bell = await LogBell.OpenAsync(link, space.Log(workflowId), token => waiters.WaitAsync(workflowId, token), Namespace, clock).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = bell.ConfigureAwait(false);
        List<FlowLog> tasks = await reader.LookAsync(cancellationToken).ConfigureAwait(false) ?? throw new NotFoundException("workflow", workflowId, Namespace);
        await foreach (LogEntry entry in LastOf(reader.MergeAsync(tasks, cancellationToken), query.Tail).ConfigureAwait(false))
        {
            yield return entry;
        }

        while (!reader.Ended)
        {
            (IReadOnlyList<string> changed, bool all) = await bell.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (all)
            {
                tasks = await reader.LookAsync(cancellationToken).ConfigureAwait(false) ?? throw new NotFoundException("workflow", workflowId, Namespace);
                changed = [.. changed.Union(tasks.Select(task => task.Id))];
            }

            await foreach (LogEntry entry in reader.RestAsync(changed, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }
    }

    private async Task<WorkflowLogReader> OpenFlowAsync(string workflowId, LogQuery query, LogPatience? patience, CancellationToken cancellationToken) => new(store, workflowId,
        await store.GetFlowAsync(workflowId, cancellationToken).ConfigureAwait(false) ?? throw new NotFoundException("workflow", workflowId, Namespace), query, patience);

    /// <summary>The last lines; each task has given its last ones, so those of all are among them.</summary>
    private static async IAsyncEnumerable<LogEntry> LastOf(IAsyncEnumerable<LogEntry> entries, int? count)
    {
        var last = new Queue<LogEntry>();
        await foreach (LogEntry entry in entries.ConfigureAwait(false))
        {
            if (count is null)
            {
                yield return entry;
                continue;
            }

            last.Enqueue(entry);
            if (last.Count > count)
            {
                last.Dequeue();
            }
        }

        foreach (LogEntry entry in last)
        {
            yield return entry;
        }
    }
}
