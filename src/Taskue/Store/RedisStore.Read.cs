using System.Globalization;
using StackExchange.Redis;

namespace Taskue.Store;

// What clients read, wait for, and delete.
internal sealed partial class RedisStore
{
    public async Task<IReadOnlyList<AwaitReply>> AwaitAsync(string client, IReadOnlyList<string> ids)
    {
        RedisValue[] arguments = [client, .. ids.Select(id => (RedisValue)id)];
        RedisResult[] reply = await CallAsync(scripts.Await, Keys(scripts.Await), arguments).ConfigureAwait(false);
        if (Code(scripts.Await, reply) != "ok" || reply.Length != ids.Count + 1)
        {
            throw Contract(scripts.Await, reply);
        }

        return [.. reply.Skip(1).Select(answer => (string?)answer switch
        {
            "d" => AwaitReply.Ended,
            "n" => AwaitReply.None,
            _ => AwaitReply.Waiting,
        })];
    }

    public async Task<IReadOnlyList<TaskInfo>> GetAsync(IReadOnlyList<string> ids, bool full, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisValue[] arguments = [now(), full ? "1" : "0", .. ids.Select(id => (RedisValue)id)];
        return ReadTasks(scripts.Get, await CallAsync(scripts.Get, Keys(scripts.Get), arguments).ConfigureAwait(false), 2);
    }

    public async Task<IReadOnlyList<TaskInfo>> ListAsync(TaskQuery query, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskState? only = query.Wanted is [var one] ? one : null;
        string kind = (only, query.Queue) switch
        {
            (null, null) => "all",
            (null or TaskState.Pending, _) => "pending",
            (TaskState.Created, _) => "created",
            (TaskState.Running, _) => "running",
            ({ } state, _) => StateLetter.Of(state),
        };
        IReadOnlyList<string> queues = query.Queue is { } queue ? [queue]
            : kind == "pending" ? await QueueNamesAsync(cancellationToken).ConfigureAwait(false) : NoQueues;
        var arguments = new RedisValue[6 + queues.Count];
        int at = Put(arguments, 0, now(), kind);
        arguments[at++] = query.Before is null ? (query.Page - 1L) * query.Limit : 0;
        arguments[at++] = query.Limit;
        arguments[at++] = query.Before ?? "";
        PutQueues(arguments, at, queues);
        return ReadTasks(scripts.List, await CallAsync(scripts.List, Keys(scripts.List, queues), arguments).ConfigureAwait(false), 2);
    }

    private List<TaskInfo> ReadTasks(Script script, RedisResult[] reply, int from) =>
        Code(script, reply) == "ok" && reply.Length >= from && (reply.Length - from) % TaskView.Width == 0
            ? TaskView.ReadAll(reply, from) : throw Contract(script, reply);

    public async Task<NamespaceOverview> OverviewAsync(CancellationToken cancellationToken = default)
    {
        RedisResult[] reply = await WithQueuesAsync(scripts.Overview, cancellationToken).ConfigureAwait(false);
        if (Code(scripts.Overview, reply) != "ok" || reply.Length < 16)
        {
            throw Contract(scripts.Overview, reply);
        }

        var queues = new List<QueueInfo>();
        for (int i = 16; i + 5 <= reply.Length; i += 5)
        {
            queues.Add(new QueueInfo((string)reply[i]!, (long)reply[i + 1] + (long)reply[i + 2], (long)reply[i + 2], Int(reply[i + 3]))
            {
                OldestAt = long.TryParse((string?)reply[i + 4], NumberStyles.None, CultureInfo.InvariantCulture, out long since) ? TaskView.Time(since) : null,
            });
        }

        return new NamespaceOverview
        {
            Namespace = Namespace,
            At = TaskView.Time((long)reply[1]),
            Tasks = new TaskCounts
            {
                Created = (long)reply[2], Running = (long)reply[3], Passed = (long)reply[4], Failed = (long)reply[5], Errored = (long)reply[6],
                TimedOut = (long)reply[7], Terminated = (long)reply[8], Skipped = (long)reply[9], Pending = queues.Sum(queue => queue.Pending),
            },
            Workflows = new WorkflowCounts((long)reply[10], (long)reply[11], (long)reply[12], (long)reply[13]),
            LivingRunners = Int(reply[14]),
            RefusedResults = (long)reply[15],
            Queues = [.. queues.OrderBy(queue => queue.Name, StringComparer.Ordinal)],
        };
    }

    /// <summary>Calls a script that must have every queue of the namespace declared: it answers with their names until it has them all.</summary>
    private async Task<RedisResult[]> WithQueuesAsync(Script script, CancellationToken cancellationToken, params string[] first)
    {
        IReadOnlyList<string> queues = NoQueues;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var arguments = new RedisValue[2 + first.Length + queues.Count];
            arguments[0] = now();
            for (int i = 0; i < first.Length; i++)
            {
                arguments[i + 1] = first[i];
            }

            PutQueues(arguments, 1 + first.Length, queues);
            RedisResult[] reply = await CallAsync(script, Keys(script, queues), arguments).ConfigureAwait(false);
            if (Code(script, reply) != "need")
            {
                return reply;
            }

            queues = [.. reply.Skip(1).Select(name => (string)name!)];
        }
    }

    public async Task<WorkflowInfo?> GetFlowAsync(string id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisResult[] reply = await CallAsync(scripts.FlowGet, Keys(scripts.FlowGet), [now(), id, "", "", "0"]).ConfigureAwait(false);
        if (Code(scripts.FlowGet, reply) == "none")
        {
            return null;
        }

        return FlowView.Read(id, reply[2], reply[3], new ArraySegment<RedisResult>(reply, 5, Int(reply[4])));
    }

    public async Task<IReadOnlyList<TaskInfo>> GetFlowTasksAsync(
        string id, int stage, int row, bool full, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisResult[] reply = await CallAsync(scripts.FlowGet, Keys(scripts.FlowGet), [now(), id, stage, row, full ? "1" : "0"]).ConfigureAwait(false);
        return Code(scripts.FlowGet, reply) == "none" ? [] : ReadTasks(scripts.FlowGet, reply, 5 + Int(reply[4]));
    }

    public async Task<IReadOnlyList<WorkflowInfo>> ListFlowsAsync(WorkflowQuery query, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        WorkflowState? only = query.Wanted is [var one] ? one : null;
        string kind = only switch
        {
            null => "all",
            WorkflowState.Pending => "pending",
            WorkflowState.Running => "running",
            WorkflowState.Passed => "passed",
            _ => "failed",
        };
        RedisValue[] arguments = [now(), kind, query.Before is null ? (query.Page - 1L) * query.Limit : 0, query.Limit, query.Before ?? ""];
        RedisResult[] reply = await CallAsync(scripts.FlowList, Keys(scripts.FlowList), arguments).ConfigureAwait(false);
        return ReadFlows(scripts.FlowList, reply, 2);
    }

    private List<WorkflowInfo> ReadFlows(Script script, RedisResult[] reply, int from)
    {
        if (Code(script, reply) != "ok" || reply.Length < from || (reply.Length - from) % 4 != 0)
        {
            throw Contract(script, reply);
        }

        var flows = new List<WorkflowInfo>();
        for (int i = from; i < reply.Length; i += 4)
        {
            try
            {
                flows.Add(FlowView.Read((string)reply[i]!, reply[i + 1], reply[i + 2], null).WithRunning((long)reply[i + 3]));
            }
            catch (StoreException fault) when (fault.Code == ErrorCodes.FormatMismatch)
            {
                // One damaged record does not hide the others; asked for by its id, it says what it is.
            }
        }

        return flows;
    }

    public async Task DeleteTaskAsync(string id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisResult[] reply = await CallAsync(scripts.DeleteTask, Keys(scripts.DeleteTask), [now(), id]).ConfigureAwait(false);
        switch (Code(scripts.DeleteTask, reply))
        {
            case "ok":
                return;
            case "none":
                throw new NotFoundException("task", id, Namespace);
            case "workflow":
                throw new InvalidActionException($"Task '{id}' belongs to workflow '{(string?)reply[1]}' and is deleted only with it: delete the workflow.");
            default:
                throw new InvalidActionException($"Task '{id}' has not ended, and only tasks that have ended can be deleted. Wait for it first.");
        }
    }

    public async Task DeleteFlowAsync(string id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisResult[] reply = await CallAsync(scripts.DeleteFlow, Keys(scripts.DeleteFlow), [now(), id]).ConfigureAwait(false);
        switch (Code(scripts.DeleteFlow, reply))
        {
            case "ok":
                for (bool more = (string?)reply[1] == "1"; more;)
                {
                    more = await SweepAsync().ConfigureAwait(false);
                }

                return;
            case "none":
                throw new NotFoundException("workflow", id, Namespace);
            default:
                throw new InvalidActionException($"Workflow '{id}' has not ended, and only workflows that have ended can be deleted. Wait for it first.");
        }
    }

    public async Task<IReadOnlyList<RunnerInfo>> RunnersAsync(CancellationToken cancellationToken = default)
    {
        var runners = new Dictionary<string, RunnerInfo>(StringComparer.Ordinal);
        string cursor = "0";
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            RedisResult[] reply = await CallAsync(scripts.Registry, Keys(scripts.Registry), [now(), cursor]).ConfigureAwait(false);
            if (Code(scripts.Registry, reply) != "ok" || (reply.Length - 3) % 5 != 0)
            {
                throw Contract(scripts.Registry, reply);
            }

            cursor = (string)reply[2]!;
            for (int i = 3; i < reply.Length; i += 5)
            {
                if (RunnerRow.TryRead((string?)reply[i + 1] ?? "", (string?)reply[i + 2] ?? "", (string?)reply[i + 3] ?? "") is { } runner)
                {
                    runners[(string)reply[i]!] = runner with { Incarnation = (string)reply[i]!, Announced = RunnerAnnouncement.Read((string?)reply[i + 4] ?? "") };
                }
            }
        }
        while (cursor != "0");

        return [.. runners.Values.OrderBy(runner => runner.Name, StringComparer.Ordinal).ThenByDescending(runner => runner.StartedAt)];
    }

    public async Task<bool> ControlAsync(string runnerName, RunnerCommand command, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string word = command switch { RunnerCommand.Pause => "pause", RunnerCommand.Drain => "drain", RunnerCommand.Stop => "stop", _ => "" };
        return Code(scripts.Control, await CallAsync(scripts.Control, Keys(scripts.Control), [runnerName, word]).ConfigureAwait(false)) == "ok";
    }

    public async Task SetRetentionAsync(IReadOnlyDictionary<TaskState, TimeSpan> keep, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await OpenAsync().ConfigureAwait(false);
        var arguments = new List<RedisValue>();
        foreach ((TaskState state, TimeSpan time) in keep)
        {
            arguments.Add(StateLetter.Of(state));
            arguments.Add(((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        }

        Code(scripts.Retention, await CallAsync(scripts.Retention, Keys(scripts.Retention), [.. arguments]).ConfigureAwait(false));
    }

    public async Task PurgeAsync(bool force, CancellationToken cancellationToken = default)
    {
        RedisResult[] reply = await WithQueuesAsync(scripts.Purge, cancellationToken, force ? "1" : "0").ConfigureAwait(false);
        switch (Code(scripts.Purge, reply))
        {
            case "ok":
                epoch = null;
                await database.SetRemoveAsync(KeySpace.Namespaces(prefix), Namespace).ConfigureAwait(false);
                return;
            case "living":
                throw new InvalidActionException($"Namespace '{Namespace}' has living runners: {string.Join(", ", reply.Skip(1).Select(name => (string?)name))}."
                    + " Stop them first, or delete with force, which stops them.");
            case "running":
                throw new InvalidActionException($"Namespace '{Namespace}' has {(string?)reply[1]} running tasks. Wait until they have ended, or delete with force.");
            default:
                throw Contract(scripts.Purge, reply);
        }
    }
}
