using System.Globalization;
using StackExchange.Redis;

namespace Taskue.Store;

// What people look for: ids by their beginning, filtered lists, what runs where.
internal sealed partial class RedisStore
{
    public async Task<(IReadOnlyList<string> Tasks, IReadOnlyList<string> Flows)> FindAsync(
        string beginning, bool tasks, bool flows, int most, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisResult[] reply = await CallAsync(scripts.Find, Keys(scripts.Find), [now(), beginning, most, tasks ? "1" : "0", flows ? "1" : "0"]).ConfigureAwait(false);
        if (Code(scripts.Find, reply) != "ok" || reply.Length < 3 || Int(reply[2]) is var count && (count < 0 || count > reply.Length - 3))
        {
            throw Contract(scripts.Find, reply);
        }

        string[] ids = [.. reply.Skip(3).Select(id => (string)id!)];
        return (ids[..count], ids[count..]);
    }

    public async Task<SearchReply<TaskInfo>> SearchTasksAsync(Search search, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<string> queues = search.Source != "pending" ? NoQueues
            : search.Filter.Queue is { } queue ? [queue] : await QueueNamesAsync(cancellationToken).ConfigureAwait(false);
        RedisValue[] arguments = [.. Start(search), search.Filter.Queue ?? "", .. End(search.Filter), queues.Count, .. queues.Select(name => (RedisValue)name)];
        RedisResult[] reply = await CallAsync(scripts.Search, Keys(scripts.Search, queues), arguments).ConfigureAwait(false);
        return new SearchReply<TaskInfo>(CursorOf(scripts.Search, reply), (long)reply[3], ReadTasks(scripts.Search, reply, 4));
    }

    public async Task<SearchReply<WorkflowInfo>> SearchFlowsAsync(Search search, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisResult[] reply = await CallAsync(scripts.FlowSearch, Keys(scripts.FlowSearch), [.. Start(search), .. End(search.Filter)]).ConfigureAwait(false);
        return new SearchReply<WorkflowInfo>(CursorOf(scripts.FlowSearch, reply), (long)reply[3], ReadFlows(scripts.FlowSearch, reply, 4));
    }

    public async Task<RunningNow> RunningAsync(string? incarnation, CancellationToken cancellationToken = default)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        string cursor = "0";
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            RedisResult[] reply = await CallAsync(scripts.Running, Keys(scripts.Running), [cursor, incarnation ?? ""]).ConfigureAwait(false);
            if (Code(scripts.Running, reply) != "ok" || reply.Length < 3 || Int(reply[2]) is var count && (count < 0 || (reply.Length - 3 - count) % 2 != 0))
            {
                throw Contract(scripts.Running, reply);
            }

            cursor = (string)reply[1]!;
            ids.UnionWith(reply.Skip(3).Take(count).Select(id => (string)id!));
            for (int i = 3 + count; i < reply.Length; i += 2)
            {
                string queue = (string)reply[i]!;
                counts[queue] = counts.GetValueOrDefault(queue) + (long)reply[i + 1];
            }
        }
        while (cursor != "0");

        return new RunningNow([.. ids.OrderDescending(StringComparer.Ordinal)], counts);
    }

    public async Task<ExplainFacts?> ExplainAsync(string id, bool brief = false, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> queues = NoQueues;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var arguments = new RedisValue[4 + queues.Count];
            int at = Put(arguments, 0, now(), id);
            arguments[at++] = brief ? "1" : "0";
            PutQueues(arguments, at, queues);
            RedisResult[] reply = await CallAsync(scripts.Explain, Keys(scripts.Explain, queues), arguments).ConfigureAwait(false);
            switch (Code(scripts.Explain, reply))
            {
                case "need" when queues.Count == 0 && reply.Length == 2:
                    queues = [(string)reply[1]!];
                    break;
                case "none":
                    return null;
                case "ok" when reply.Length >= 5:
                    return ReadFacts(id, reply);
                default:
                    throw Contract(scripts.Explain, reply);
            }
        }
    }

    private ExplainFacts ReadFacts(string id, RedisResult[] reply)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        int at = 4, facts = Int(reply[3]);
        for (int i = 0; i < facts; i++, at += 2)
        {
            values[(string)reply[at]!] = (string?)reply[at + 1] ?? "";
        }

        var serving = new List<RunnerInfo>();
        int runners = Int(reply[at++]);
        for (int i = 0; i < runners; i++, at += 5)
        {
            if (RunnerRow.TryRead((string?)reply[at + 1] ?? "", (string?)reply[at + 2] ?? "", (string?)reply[at + 3] ?? "") is { } runner)
            {
                serving.Add(runner with { Announced = RunnerAnnouncement.Read((string?)reply[at + 4] ?? "") });
            }
        }

        List<TaskInfo> tasks = ReadTasks(scripts.Explain, reply, at);
        bool isTask = (string?)reply[2] == "task";
        string owner = !isTask ? id : tasks.Count > 0 ? tasks[0].WorkflowId ?? "" : "";
        return new ExplainFacts
        {
            Id = id, NowMs = (long)reply[1], Values = values, Serving = serving,
            Task = isTask && tasks.Count > 0 ? tasks[0] : null,
            Stage = isTask ? [.. tasks.Skip(1)] : tasks,
            Workflow = values.TryGetValue("row", out string? row) && row.Length > 0
                ? FlowView.Read(owner, RedisResult.Create((RedisValue)row), RedisResult.Create((RedisValue)values["head"]), null) : null,
        };
    }

    public async Task<IReadOnlyList<LongTask>> LongRunningAsync(TimeSpan least, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisResult[] reply = await CallAsync(scripts.Slow, Keys(scripts.Slow), [now(), (long)least.TotalMilliseconds]).ConfigureAwait(false);
        if (Code(scripts.Slow, reply) != "ok" || reply.Length < 3)
        {
            throw Contract(scripts.Slow, reply);
        }

        int count = Int(reply[2]);
        DateTimeOffset asked = TaskView.Time((long)reply[1]);
        List<TaskInfo> tasks = ReadTasks(scripts.Slow, reply, 3 + (3 * count));
        return [.. tasks.Select((task, i) => new LongTask(task, asked - (task.StartedAt ?? asked),
            new UsualTime(Int(reply[3 + (3 * i)]), TimeSpan.FromMilliseconds((long)reply[4 + (3 * i)]), TimeSpan.FromMilliseconds((long)reply[5 + (3 * i)]))))];
    }

    public async Task<AuditFacts> AuditAsync(CancellationToken cancellationToken = default)
    {
        const int MostSlices = 40; // 20 000 running tasks: enough to find what is wrong, and bounded
        long orphans = 0;
        var some = new HashSet<string>(StringComparer.Ordinal);
        string cursor = "0";
        for (int slice = 1; ; slice++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RedisResult[] reply = await CallAsync(scripts.Audit, Keys(scripts.Audit), [now(), cursor]).ConfigureAwait(false);
            if (Code(scripts.Audit, reply) != "ok" || reply.Length < 13)
            {
                throw Contract(scripts.Audit, reply);
            }

            cursor = (string)reply[2]!;
            orphans += (long)reply[3];
            some.UnionWith(reply.Skip(13).Select(id => (string)id!));
            if (cursor == "0" || slice == MostSlices)
            {
                DateTimeOffset? Stamp(int at) => long.TryParse((string?)reply[at], NumberStyles.None, CultureInfo.InvariantCulture, out long ms) ? TaskView.Time((long?)ms) : null;
                return new AuditFacts
                {
                    Now = TaskView.Time((long)reply[1]), Orphans = orphans, SomeOrphans = [.. some.Take(3)], Whole = cursor == "0",
                    Dangling = (long)reply[4], Refused = (long)reply[5], Advancing = (long)reply[6], AdvancingSince = Stamp(7),
                    Staging = (long)reply[8], StagingSince = Stamp(9), Dying = (long)reply[10], Silent = (long)reply[11], Living = (long)reply[12],
                };
            }
        }
    }

    private async Task<IReadOnlyList<string>> QueueNamesAsync(CancellationToken cancellationToken) =>
        [.. (await OverviewAsync(cancellationToken).ConfigureAwait(false)).Queues.Select(queue => queue.Name)];

    private RedisValue[] Start(Search search) => [now(), search.Source, search.Cursor, Search.Budget, search.Limit, search.Skip];

    private static RedisValue[] End(Filter filter)
    {
        string[] pieces = filter.Pieces;
        return
        [
            filter.Since is { } since ? TaskIdSource.LeastOf(since) : "", filter.Until is { } until ? TaskIdSource.LeastOf(until) : "",
            pieces.Length, .. pieces.Select(piece => (RedisValue)piece),
        ];
    }

    private string CursorOf(Script script, RedisResult[] reply) => Code(script, reply) == "ok" && reply.Length >= 4
        && long.TryParse((string?)reply[3], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? (string?)reply[2] ?? "" : throw Contract(script, reply);
}
