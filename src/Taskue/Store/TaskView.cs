using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Taskue.Store;

/// <summary>A task as a reader of the store sees it (<c>shared/view.lua</c>), made into a <see cref="TaskInfo"/>.</summary>
internal static class TaskView
{
    /// <summary>How many fields of a reply one task takes.</summary>
    public const int Width = 8;

    public static List<TaskInfo> ReadAll(RedisResult[] reply, int from)
    {
        var tasks = new List<TaskInfo>((reply.Length - from) / Width);
        for (int i = from; i + Width <= reply.Length; i += Width)
        {
            tasks.Add(Read(reply, i));
        }

        return tasks;
    }

    private static TaskInfo Read(RedisResult[] reply, int at)
    {
        string id = (string)reply[at]!;
        byte[] spec = Bytes(reply[at + 1]), active = Bytes(reply[at + 2]), done = Bytes(reply[at + 3]), tries = Bytes(reply[at + 4]);
        SpecRecord? read = SpecRecord.TryRead(spec);
        List<TaskAttempt> earlier = ReadTries(tries, out Counters last);

        TaskInfo task = Describe(id, read, earlier, Bytes(reply[at + 6]));
        if (done.Length > 0)
        {
            return Ended(task, done, Bytes(reply[at + 7]));
        }

        if (active.Length > 0)
        {
            return Running(task, active);
        }

        string since = (string?)reply[at + 5] ?? "";
        bool created = since == "1";
        DateTimeOffset? reached = long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out long ms) ? Time((long?)ms) : task.CreatedAt;
        string? reason = created || earlier.Count == 0 ? null : earlier[^1].Outcome switch
        {
            "held" => "held",
            "failed" or "timedout" => "retry",
            var other => other,
        };
        return task with
        {
            State = created ? TaskState.Created : TaskState.Pending,
            Reason = reason,
            Attempts = last.Attempts,
            Starts = last.Starts,
            RunnerDeaths = last.Deaths,
            QueuedAt = created ? null : earlier.Count > 0 ? earlier[^1].EndedAt : reached,
        };
    }

    private static TaskInfo Describe(string id, SpecRecord? spec, List<TaskAttempt> earlier, byte[] largeArguments)
    {
        byte[]? arguments = largeArguments.Length > 0 ? largeArguments : spec?.Arguments?.ToArray();
        string method = spec?.Method ?? "";
        return new TaskInfo
        {
            Id = id,
            Title = spec?.Title ?? (method.Length > 0 ? MethodName.Short(method) : id),
            State = TaskState.Pending,
            Queue = spec?.Queue ?? "",
            Method = method,
            ArgumentsJson = arguments is null ? null : Encoding.UTF8.GetString(arguments),
            Retries = spec?.Retries ?? 0,
            Timeout = spec?.TimeoutMs is not { } timeout ? null : timeout < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(timeout),
            AllowFailure = spec?.AllowFailure ?? false,
            AllowRescheduling = spec?.AllowRescheduling ?? true,
            When = spec?.When ?? RunWhen.OnSuccess,
            WorkflowId = spec?.WorkflowId,
            Stage = spec?.Stage,
            CreatedAt = Time(spec?.CreatedMs ?? TaskIdSource.MillisecondsOf(id)),
            EarlierAttempts = earlier,
        };
    }

    /// <summary>The entry of <c>active</c>: incarnation|starts|started|deadline|attempts|deaths|queued|head of the spec.</summary>
    private static TaskInfo Running(TaskInfo task, byte[] active)
    {
        var reader = new PackedReader(active);
        if (!reader.TryText((byte)'|', out string incarnation) || !reader.TryNumber((byte)'|', out long? starts)
            || !reader.TryNumber((byte)'|', out long? started) || !reader.TryNumber((byte)'|', out _)
            || !reader.TryNumber((byte)'|', out long? attempts) || !reader.TryNumber((byte)'|', out long? deaths)
            || !reader.TryNumber((byte)'|', out long? queued))
        {
            return task with { State = TaskState.Running, Reason = "unreadable" };
        }

        return task with
        {
            State = TaskState.Running,
            RunnerName = Incarnation.NameOf(incarnation),
            Starts = starts ?? 0,
            StartedAt = Time(started),
            Attempts = (int)(attempts ?? 0) + 1,
            RunnerDeaths = (int)(deaths ?? 0),
            QueuedAt = Time(queued),
        };
    }

    /// <summary>The record of <c>done</c>: 1|letter|reason|ended|course|tail; attempts and deaths in it stand as they were before the last start.</summary>
    private static TaskInfo Ended(TaskInfo task, byte[] done, byte[] largeResult)
    {
        var reader = new PackedReader(done);
        if (!reader.TryField((byte)'|', out ReadOnlySpan<byte> format) || !format.SequenceEqual("1"u8)
            || !reader.TryText((byte)'|', out string letter) || !reader.TryText((byte)'|', out string reason)
            || !reader.TryNumber((byte)'|', out long? ended) || !reader.TryNumber((byte)'|', out long? starts)
            || !reader.TryNumber((byte)'|', out long? started) || !reader.TryNumber((byte)'|', out _)
            || !reader.TryNumber((byte)'|', out long? attempts) || !reader.TryNumber((byte)'|', out long? deaths)
            || !reader.TryNumber((byte)'|', out long? queued)
            || StateLetter.TryRead(letter) is not { } state || !OutcomeRecord.TryRead(reader.Rest, out OutcomeRecord outcome))
        {
            return task with
            {
                State = TaskState.Errored, Reason = "unreadable",
                Error = new TaskError(ErrorCodes.FormatMismatch, "The stored record of this task's end cannot be read.", null),
            };
        }

        bool executed = state is not (TaskState.Skipped or TaskState.Terminated);
        byte[] result = largeResult.Length > 0 ? largeResult : outcome.Result.ToArray();
        return task with
        {
            State = state,
            Reason = reason.Length == 0 ? null : reason,
            Attempts = (int)(attempts ?? 0) + (executed && started is not null ? 1 : 0),
            Starts = starts ?? 0,
            RunnerDeaths = (int)(deaths ?? 0) + (state == TaskState.Terminated ? 1 : 0),
            RunnerName = outcome.Runner,
            QueuedAt = Time(queued),
            StartedAt = Time(started),
            ExecutedAt = executed ? Time(ended) : null,
            SkippedAt = state == TaskState.Skipped ? Time(ended) : null,
            TerminatedAt = state == TaskState.Terminated ? Time(ended) : null,
            Error = outcome.Error,
            ResultJson = result.Length == 0 ? null : Encoding.UTF8.GetString(result),
        };
    }

    private readonly record struct Counters(long Starts, int Attempts, int Deaths);

    /// <summary>The records of <c>tries</c>, each with its length before it: starts|attempts|deaths|outcome|started|ended|tail.</summary>
    private static List<TaskAttempt> ReadTries(byte[] tries, out Counters last)
    {
        var attempts = new List<TaskAttempt>();
        last = default;
        var all = new PackedReader(tries);
        while (!all.AtEnd && all.TryNumber((byte)':', out long? length) && length is >= 0 and <= int.MaxValue
            && all.TryTake((int)length.Value, out ReadOnlySpan<byte> one))
        {
            var reader = new PackedReader(one);
            if (reader.TryNumber((byte)'|', out long? starts) && reader.TryNumber((byte)'|', out long? charged)
                && reader.TryNumber((byte)'|', out long? deaths) && reader.TryText((byte)'|', out string outcome)
                && reader.TryNumber((byte)'|', out long? started) && reader.TryNumber((byte)'|', out long? ended)
                && OutcomeRecord.TryRead(reader.Rest, out OutcomeRecord tail))
            {
                last = new Counters(starts ?? 0, (int)(charged ?? 0), (int)(deaths ?? 0));
                attempts.Add(new TaskAttempt(starts ?? 0, outcome, tail.Runner, Time(started) ?? default, Time(ended) ?? default, tail.Error));
            }
        }

        return attempts;
    }

    private static byte[] Bytes(RedisResult value) => (byte[]?)value ?? [];

    internal static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(ms, 0, 253_402_300_799_999));

    internal static DateTimeOffset? Time(long? ms) => ms is null or 0 ? null : Time(ms.Value);
}
