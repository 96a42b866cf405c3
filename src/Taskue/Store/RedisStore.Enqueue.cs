using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Taskue.Store;

internal sealed partial class RedisStore
{
    /// <summary>How often the parts of one workflow may be gone, each time after ten minutes or with their namespace, before something else is wrong.</summary>
    private const int MostRestarts = 10;

    private volatile QueueKeys? lastQueue;

    /// <summary>How many tasks of a workflow one call brings, as far as its rows of the plan can be parted.</summary>
    internal int PartTasks { get; init; } = Limits.Batch;

    public async Task<int> EnqueueAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new EnqueueCall(tasks);
        RedisKey[] keys = EnqueueKeys(call.Queues);
        RedisResult[] reply = await WithEpochAsync(scripts.Enqueue, opened =>
        {
            (call.Arguments[0], call.Arguments[1]) = (now(), opened);
            return (keys, call.Arguments);
        }).ConfigureAwait(false);
        if (Code(scripts.Enqueue, reply) == "taken")
        {
            throw new InvalidActionException($"A workflow with the id '{(string?)reply[1]}' is stored already, and an id belongs to a task or to a workflow."
                + " Nothing was stored. Leave TaskSpec.Id out, or make a new id: TaskId.New().");
        }

        serverTime((long)reply[1]);
        return Int(reply[2]);
    }

    /// <summary>A small workflow is one call; a large one is sent part by part, seen by nobody before its last part, and then moved on.</summary>
    /// <remarks>Parts that are gone when the next one comes, swept or deleted with their namespace, are sent again. Those of the same workflow that somebody left stay.</remarks>
    public async Task EnqueueFlowAsync(NewFlow flow, CancellationToken cancellationToken = default)
    {
        string[] queues = [.. flow.Spec.Stages.SelectMany(stage => stage).Select(task => task.Tag ?? Names.DefaultQueue).Distinct(StringComparer.Ordinal)];
        List<FlowPart> parts = FlowPart.Split(flow, queues, PartTasks);
        string hash = parts.Count > 1 ? FlowPart.Hash(parts) : "";
        int restarts = 0;
        for (int i = 0; i < parts.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string kind = parts.Count == 1 ? "all" : i == parts.Count - 1 ? "last" : "part";
            FlowPart part = parts[i];
            RedisResult[] reply = await WithEpochAsync(scripts.EnqueueFlow, opened =>
            {
                var arguments = new List<RedisValue>(11 + queues.Length + part.Chosen.Count + part.PlanRows.Count + part.Tasks.Count + part.Large.Count) { now(), opened, queues.Length };
                arguments.AddRange(queues.Select(queue => (RedisValue)queue));
                arguments.Add(part.Chosen.Count);
                arguments.AddRange(part.Chosen);
                arguments.Add(flow.Id);
                arguments.Add(kind);
                arguments.Add(part.Before);
                arguments.Add(hash);
                arguments.Add(part.PlanRows.Count / 2);
                arguments.AddRange(part.PlanRows);
                arguments.Add(part.Tasks.Count / 3);
                arguments.AddRange(part.Tasks);
                arguments.AddRange(part.Large);
                return (Keys(scripts.EnqueueFlow, queues), [.. arguments]);
            }).ConfigureAwait(false);
            switch (Code(scripts.EnqueueFlow, reply))
            {
                case "twice":
                    return;
                case "taken":
                    throw new InvalidActionException(Taken(flow.Spec.Title, (string?)reply[1], (string?)reply[2]));
                case "dropping":
                    continue;
                case "again" when ++restarts <= MostRestarts:
                    i = 0;
                    continue;
                case "again":
                    throw new StoreException(ErrorCodes.StoreContract,
                        $"The parts of workflow '{flow.Id}' that were sent were gone when the next one came, {restarts} times. Does another program enqueue another workflow under this id?");
                default:
                    i++;
                    break;
            }

            serverTime((long)reply[1]);
            if ((string?)reply[2] == "1")
            {
                while (await AdvanceAsync(flow.Id, queues, CancellationToken.None).ConfigureAwait(false) > 0) // it is stored: a token stops the sending only
                {
                }
            }
        }
    }

    /// <summary>The keys of enqueue.lua. Those of the queue that was written to last are kept: most programs write to one.</summary>
    private RedisKey[] EnqueueKeys(IReadOnlyList<string> queues)
    {
        QueueKeys? last = lastQueue;
        if (queues.Count == 1 && last?.Queue == queues[0])
        {
            return last.Keys;
        }

        RedisKey[] keys = Keys(scripts.Enqueue, queues);
        lastQueue = queues.Count == 1 ? new QueueKeys(queues[0], keys) : last;
        return keys;
    }

    private static string Taken(string title, string? kind, string? id) => kind switch
    {
        "workflow" => $"A task with the id '{id}' is stored already, and an id belongs to a task or to a workflow. Leave WorkflowSpec.Id out of '{title}', or make a new id: TaskId.New().",
        "task_of_workflow" => $"A workflow with the id '{id}' is stored already, and workflow '{title}' has a task with that id. Leave TaskSpec.Id out of a workflow's tasks, or make new ids.",
        _ => $"A task with the id '{id}' is stored already, and it is not a task of workflow '{title}'. Leave TaskSpec.Id out of a workflow's tasks, or make new ids.",
    };

    private static int Put(RedisValue[] arguments, int at, string first, string second)
    {
        arguments[at++] = first;
        arguments[at++] = second;
        return at;
    }

    private static int PutQueues(RedisValue[] arguments, int at, IReadOnlyList<string> queues)
    {
        arguments[at++] = queues.Count;
        foreach (string queue in queues)
        {
            arguments[at++] = queue;
        }

        return at;
    }

    private sealed record QueueKeys(string Queue, RedisKey[] Keys);

    /// <summary>What one call of enqueue_flow.lua carries: whole rows of the plan, and the tasks in them.</summary>
    private sealed class FlowPart
    {
        /// <summary>Payload bytes after which a part is full, besides its number of tasks.</summary>
        private const int FullBytes = 2 * 1024 * 1024;

        private int bytes;

        /// <summary>How many tasks the parts before it have.</summary>
        public int Before { get; private init; }

        public List<RedisValue> PlanRows { get; } = [];

        public List<RedisValue> Tasks { get; } = [];

        public List<RedisValue> Large { get; } = [];

        /// <summary>The ids of its tasks that the caller chose.</summary>
        public List<RedisValue> Chosen { get; } = [];

        public static List<FlowPart> Split(NewFlow flow, string[] queues, int most)
        {
            var parts = new List<FlowPart> { new() };
            IReadOnlyList<IReadOnlyList<TaskSpec>> stages = flow.Spec.Stages;
            parts[0].PlanRows.AddRange([flow.Id, Head(flow, queues)]);
            for (int stage = 0; stage < stages.Count; stage++)
            {
                for (int first = 0; first < stages[stage].Count; first += Limits.PlanRow)
                {
                    int past = Math.Min(first + Limits.PlanRow, stages[stage].Count);
                    FlowPart part = parts[^1];
                    if (part.Tasks.Count > 0 && ((part.Tasks.Count / 3) + past - first > most || part.bytes > FullBytes))
                    {
                        part = new FlowPart { Before = part.Before + (part.Tasks.Count / 3) };
                        parts.Add(part);
                    }

                    part.AddRow(flow, queues, stage, first, past);
                }
            }

            return parts;
        }

        /// <summary>Tells the parts of this workflow from those of another one that was given the same id.</summary>
        public static string Hash(List<FlowPart> parts)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (RedisValue value in parts.SelectMany(part => part.PlanRows.Concat(part.Tasks).Concat(part.Large)))
            {
                hash.AppendData(((ReadOnlyMemory<byte>)value).Span);
                hash.AppendData([0]);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
        }

        private void AddRow(NewFlow flow, string[] queues, int stage, int first, int past)
        {
            var row = new StringBuilder((past - first) * 26);
            var records = new ArrayBufferWriter<byte>((past - first) * 256);
            string? allQueues = queues.Length > 1 ? string.Join(',', queues) : null;
            for (int i = first; i < past; i++)
            {
                TaskSpec spec = flow.Spec.Stages[stage][i];
                string id = flow.TaskIds[stage][i], queue = spec.Tag ?? Names.DefaultQueue;
                row.Append(id).Append(spec.When switch { RunWhen.Always => 'a', RunWhen.OnFailure => 'f', _ => 's' })
                    .Append(spec.AllowFailure ? '1' : '0')
                    .Append(CultureInfo.InvariantCulture, $"{Array.IndexOf(queues, queue) + 1:00}");
                int start = records.WrittenCount;
                SpecRecord.WriteBeginning(records, spec, flow.Id, stage, allQueues);
                SpecRecord.WriteRest(records, spec);
                Tasks.AddRange([id, stage > 0 ? "1" : "0", records.WrittenMemory[start..]]);
                if (!SpecRecord.IsInline(spec))
                {
                    Large.AddRange([id, spec.StoredCall.Arguments]);
                }

                if (spec.Id is not null)
                {
                    Chosen.Add(id);
                }

                bytes += spec.StoredCall.Arguments.Length;
            }

            PlanRows.AddRange([$"{flow.Id}|{stage}|{first / Limits.PlanRow}", row.ToString()]);
        }

        private static string Head(NewFlow flow, string[] queues)
        {
            var head = new StringBuilder();
            head.Append(CultureInfo.InvariantCulture, $"1|{flow.Spec.Stages.Count}|{flow.Spec.Stages.Sum(stage => stage.Count)}|");
            head.AppendJoin(',', queues).Append('|');
            foreach (IReadOnlyList<TaskSpec> stage in flow.Spec.Stages)
            {
                head.Append(CultureInfo.InvariantCulture, $"{stage.Count:00000}");
            }

            return head.Append(flow.Spec.Title).ToString();
        }
    }
}
