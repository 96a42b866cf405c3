using System.Buffers;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>
/// The arguments of one call of enqueue.lua. Tasks that follow one another and differ in id and arguments only, as those of a bulk enqueue do,
/// are a run: what their specs have in common is written and sent once.
/// </summary>
internal sealed class EnqueueCall
{
    /// <summary>Specs are slices of buffers of this size; larger than 85 000 bytes they would be collected with the oldest generation only.</summary>
    private const int BufferBytes = 16 * 1024;

    /// <summary>Arguments of one task, mostly.</summary>
    private const int UsualBytes = 64;

    private static readonly List<RedisValue> None = [];

    private readonly List<string> queues = new(1);
    private readonly List<RedisValue> runs;
    private readonly List<RedisValue> large = [];
    private List<RedisValue> chosen = None;
    private ArrayBufferWriter<byte> buffer = new();
    private int runCount;

    public EnqueueCall(IReadOnlyList<NewTask> tasks)
    {
        runs = new List<RedisValue>(3 + (2 * tasks.Count));
        for (int first = 0, past; first < tasks.Count; first = past)
        {
            past = first + 1;
            while (past < tasks.Count && SpecRecord.BeginAlike(tasks[first].Spec, tasks[past].Spec))
            {
                past++;
            }

            AddRun(tasks, first, past);
        }

        Arguments = [default, default, queues.Count, .. queues.Select(queue => (RedisValue)queue), chosen.Count, .. chosen, runCount, .. runs, .. large];
    }

    /// <summary>The names of the queues, in the order of their numbers.</summary>
    public IReadOnlyList<string> Queues => queues;

    /// <summary>All arguments. Who calls fills in the first two: time and epoch.</summary>
    public RedisValue[] Arguments { get; }

    private void AddRun(IReadOnlyList<NewTask> tasks, int first, int past)
    {
        runCount++;
        TaskSpec common = tasks[first].Spec;
        int start = Reserve(SpecRecord.MostBytesOfBeginning(common), past - first);
        SpecRecord.WriteBeginning(buffer, common, null, 0, null);
        runs.AddRange([NumberOf(common.Tag ?? Names.DefaultQueue), past - first, buffer.WrittenMemory[start..]]);
        for (int i = first; i < past; i++)
        {
            (string id, TaskSpec spec) = tasks[i];
            start = Reserve(SpecRecord.MostBytesOfRest(spec), past - i);
            SpecRecord.WriteRest(buffer, spec);
            runs.Add(id);
            if (spec.Id is not null)
            {
                (chosen = chosen == None ? [] : chosen).Add(id);
            }

            runs.Add(buffer.WrittenMemory[start..]);
            if (!SpecRecord.IsInline(spec))
            {
                large.Add(id);
                large.Add(spec.StoredCall.Arguments);
            }
        }
    }

    /// <summary>Makes room without moving what was written, for slices of it are in use; gives the place of what comes next.</summary>
    private int Reserve(int bytes, int tasks)
    {
        if (buffer.FreeCapacity < bytes)
        {
            buffer = new ArrayBufferWriter<byte>(bytes + Math.Min(tasks * UsualBytes, BufferBytes));
        }

        return buffer.WrittenCount;
    }

    private int NumberOf(string queue)
    {
        int number = queues.IndexOf(queue);
        if (number < 0)
        {
            number = queues.Count;
            queues.Add(queue);
        }

        return number + 1;
    }
}
