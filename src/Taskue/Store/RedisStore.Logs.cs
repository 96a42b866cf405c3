using System.Globalization;
using StackExchange.Redis;

namespace Taskue.Store;

// What tasks write, and who reads it.
internal sealed partial class RedisStore
{
    private RedisKey[]? appendKeys;

    public IReadOnlyList<int> AppendLogs(
        string incarnation, IReadOnlyList<LogAppend> appends, LogLimits limits, bool lost = false, BlockingConnection? connection = null)
    {
        var arguments = new RedisValue[6 + (10 * appends.Count)];
        int at = Put(arguments, 0, now(), incarnation);
        arguments[at++] = lost ? "1" : "0";
        arguments[at++] = limits.Bytes;
        arguments[at++] = limits.Lines;
        arguments[at++] = limits.TaskBytes;
        foreach (LogAppend append in appends)
        {
            arguments[at++] = append.Id;
            arguments[at++] = append.Starts;
            arguments[at++] = append.Number;
            arguments[at++] = append.FirstLine;
            arguments[at++] = append.Offset;
            arguments[at++] = append.Lines;
            arguments[at++] = append.FirstMs;
            arguments[at++] = append.LastMs;
            arguments[at++] = append.Level;
            arguments[at++] = lost ? (RedisValue)append.Text.Length : append.Text;
        }

        RedisResult[] reply = Call(connection, scripts.AppendLogs, appendKeys ??= Keys(scripts.AppendLogs), arguments);
        if (Code(scripts.AppendLogs, reply) != "ok" || reply.Length != 3)
        {
            throw Contract(scripts.AppendLogs, reply);
        }

        serverTime((long)reply[1]);
        string refused = (string?)reply[2] ?? "";
        return refused.Length == 0 ? [] : [.. refused.Split(',').Select(place => int.Parse(place, CultureInfo.InvariantCulture) - 1)];
    }

    public async Task<LogSlice?> ReadLogAsync(string id, LogPlace from, LogFilter filter, int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisValue[] arguments =
        [
            now(), id, from.Starts, from.Chunk, from.Number, from.Offset, Optional(filter.Starts), filter.Level, Optional(filter.Source),
            Optional(filter.SinceMs), Optional(filter.UntilMs), limit,
        ];
        RedisResult[] reply = await CallAsync(scripts.LogRead, Keys(scripts.LogRead), arguments).ConfigureAwait(false);
        if (Code(scripts.LogRead, reply) == "none")
        {
            return null;
        }

        if (reply.Length < 8)
        {
            throw Contract(scripts.LogRead, reply);
        }

        var entries = new List<LogEntry>(reply.Length - 8);
        for (int i = 8; i < reply.Length; i++)
        {
            entries.Add(LogPacking.TryRead(id, (byte[]?)reply[i] ?? []) ?? throw Contract(scripts.LogRead, reply));
        }

        return new LogSlice(entries, ReadPlace(reply, 4), (string?)reply[3] == "1", (string?)reply[2] == "1");
    }

    public async Task<LogPlace?> FindLogTailAsync(string id, LogFilter filter, int lines, CancellationToken cancellationToken = default)
    {
        RedisValue starts = "", chunk = "";
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RedisValue[] arguments =
            [
                now(), id, lines, starts, chunk, "", Optional(filter.Starts), filter.Level, Optional(filter.Source),
                Optional(filter.SinceMs), Optional(filter.UntilMs),
            ];
            RedisResult[] reply = await CallAsync(scripts.LogTail, Keys(scripts.LogTail), arguments).ConfigureAwait(false);
            if (Code(scripts.LogTail, reply) == "none")
            {
                return null;
            }

            if (reply.Length != 7)
            {
                throw Contract(scripts.LogTail, reply);
            }

            LogPlace place = ReadPlace(reply, 3);
            if ((string?)reply[2] != "1")
            {
                return place;
            }

            lines = Int(reply[1]);
            (starts, chunk) = (place.Starts, place.Chunk);
        }
    }

    public async Task<FlowLogs?> ReadFlowLogsAsync(string id, int stage, int row, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisResult[] reply = await CallAsync(scripts.LogFlow, Keys(scripts.LogFlow), [now(), id, stage, row]).ConfigureAwait(false);
        if (Code(scripts.LogFlow, reply) == "none")
        {
            return null;
        }

        if (reply.Length < 4 || (reply.Length - 4) % 3 != 0)
        {
            throw Contract(scripts.LogFlow, reply);
        }

        var tasks = new List<FlowLog>((reply.Length - 4) / 3);
        for (int i = 4; i < reply.Length; i += 3)
        {
            tasks.Add(new FlowLog((string)reply[i]!, (long)reply[i + 1], (string)reply[i + 2]!));
        }

        return new FlowLogs(Int(reply[2]), (long)reply[3] > 0, tasks);
    }

    public async Task SetLogRetentionAsync(TimeSpan? keep, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await OpenAsync().ConfigureAwait(false);
        RedisValue ms = keep is { } time ? ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : "";
        Code(scripts.Retention, await CallAsync(scripts.Retention, Keys(scripts.Retention), ["l", ms]).ConfigureAwait(false));
    }

    private static LogPlace ReadPlace(RedisResult[] reply, int at) => new((long)reply[at], (long)reply[at + 1], (long)reply[at + 2], (long)reply[at + 3]);

    private static RedisValue Optional(long? number) => number is { } value ? value : "";
}
