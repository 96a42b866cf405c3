using System.Runtime.CompilerServices;
using Taskue.Store;

namespace Taskue;

/// <summary>The logs of a workflow's tasks as one. Only tasks that have a log are read. Not thread-safe.</summary>
internal sealed class WorkflowLogReader(IStore store, string workflowId, WorkflowInfo workflow, LogQuery query, LogPatience? patience = null)
{
    /// <summary>Titles that one call reads.</summary>
    private const int TitleBatch = 100;

    private readonly Dictionary<string, LogReader> readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> marks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> titles = new(StringComparer.Ordinal);
    private bool live;
    private int fromStage;

    /// <summary>Whether the workflow had ended before it was looked for logs the last time: then all have been found.</summary>
    public bool Ended { get; private set; }

    /// <summary>The tasks whose logs have grown since the last look, in the order of their first lines; null if the workflow is gone.</summary>
    public Task<List<FlowLog>?> LookAsync(CancellationToken cancellationToken) =>
        patience is null ? LookOnceAsync(cancellationToken) : patience.TryAsync(LookOnceAsync, cancellationToken);

    /// <summary>What there is now of these tasks' logs, by time. A task is opened when its first line is reached, and closed at its last.</summary>
    public async IAsyncEnumerable<LogEntry> MergeAsync(IReadOnlyList<FlowLog> tasks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = new PriorityQueue<IAsyncEnumerator<LogEntry>, (DateTimeOffset Time, int Order)>();
        int next = 0;
        try
        {
            while (true)
            {
                while (next < tasks.Count && (!open.TryPeek(out _, out (DateTimeOffset Time, int Order) first) || TaskView.Time(tasks[next].OpenedMs) <= first.Time))
                {
                    if (next % TitleBatch == 0)
                    {
                        await ReadTitlesAsync([.. tasks.Skip(next).Take(TitleBatch).Select(task => task.Id)], cancellationToken).ConfigureAwait(false);
                    }

                    await AdvanceAsync(RestOf(tasks[next].Id, cancellationToken).GetAsyncEnumerator(cancellationToken), next).ConfigureAwait(false);
                    next++;
                }

                if (!open.TryDequeue(out IAsyncEnumerator<LogEntry>? log, out (DateTimeOffset Time, int Order) place))
                {
                    live = true;
                    yield break;
                }

                LogEntry entry = log.Current;
                await AdvanceAsync(log, place.Order).ConfigureAwait(false);
                yield return entry;
            }
        }
        finally
        {
            while (open.TryDequeue(out IAsyncEnumerator<LogEntry>? left, out _))
            {
                await left.DisposeAsync().ConfigureAwait(false);
            }
        }

        async Task AdvanceAsync(IAsyncEnumerator<LogEntry> log, int order)
        {
            if (await log.MoveNextAsync().ConfigureAwait(false))
            {
                open.Enqueue(log, (log.Current.Time, order));
            }
            else
            {
                await log.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>What there is now of the logs of these tasks, one after the other.</summary>
    public async IAsyncEnumerable<LogEntry> RestAsync(IReadOnlyList<string> taskIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string[] part in taskIds.Chunk(TitleBatch))
        {
            await ReadTitlesAsync(part, cancellationToken).ConfigureAwait(false);
            foreach (string id in part)
            {
                await foreach (LogEntry entry in RestOf(id, cancellationToken).ConfigureAwait(false))
                {
                    yield return entry;
                }
            }
        }
    }

    private async Task<List<FlowLog>?> LookOnceAsync(CancellationToken cancellationToken)
    {
        var grown = new List<FlowLog>();
        int? at = null;
        bool ended = false;
        for (int stage = fromStage; stage < workflow.StageCount && stage <= (at ?? stage); stage++)
        {
            for (int row = 0; row * Limits.PlanRow < workflow.Stages[stage].TaskCount; row++)
            {
                if (await store.ReadFlowLogsAsync(workflowId, stage, row, cancellationToken).ConfigureAwait(false) is not { } found)
                {
                    return null;
                }

                // As the first reply says it: what was over then is complete in the replies behind it.
                ended = at is null ? found.Ended : ended;
                at ??= found.Stage;
                grown.AddRange(found.Tasks.Where(task => marks.GetValueOrDefault(task.Id) != task.Mark));
            }
        }

        foreach (FlowLog task in grown)
        {
            marks[task.Id] = task.Mark;
        }

        fromStage = Math.Min(at ?? fromStage, workflow.StageCount - 1);
        Ended = ended;
        return [.. grown.OrderBy(task => task.OpenedMs).ThenBy(task => task.Id, StringComparer.Ordinal)];
    }

    private async IAsyncEnumerable<LogEntry> RestOf(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!readers.TryGetValue(id, out LogReader? reader))
        {
            readers[id] = reader = new LogReader(store, id, live ? query with { Tail = null } : query, patience: patience);
        }

        await foreach (LogEntry entry in reader.RestAsync(missing: null, cancellationToken).ConfigureAwait(false))
        {
            yield return entry with { TaskTitle = titles.GetValueOrDefault(id, id) };
        }
    }

    private async Task ReadTitlesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        string[] unknown = [.. ids.Where(id => !titles.ContainsKey(id))];
        if (unknown.Length == 0)
        {
            return;
        }

        Task<IReadOnlyList<TaskInfo>> Read(CancellationToken token) => store.GetAsync(unknown, full: false, token);
        foreach (TaskInfo task in await (patience is null ? Read(cancellationToken) : patience.TryAsync(Read, cancellationToken)).ConfigureAwait(false))
        {
            titles[task.Id] = task.Title;
        }
    }
}
