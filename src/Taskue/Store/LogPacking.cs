using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Taskue.Store;

/// <summary>Lines as they stand in a chunk of <c>logs</c>: <c>ms|</c> level and source, a digit each, the text's length in bytes, <c>:</c> and the text.</summary>
internal static class LogPacking
{
    /// <summary>What a chunk holds at most; the same number stands in append_logs.lua.</summary>
    public const int ChunkBytes = 16 * 1024;

    /// <summary>What a line takes beside its text at most.</summary>
    public const int HeadBytes = 28;

    /// <summary>What is added to the source of a line that is incomplete; log_lines.lua has the same number.</summary>
    private const int Incomplete = 4;

    /// <summary>Writes a line; the span must have room for <see cref="HeadBytes"/> and the text.</summary>
    public static int Write(Span<byte> into, long ms, LogLevel level, LogSource source, string text, int textBytes, bool incomplete = false)
    {
        Utf8Formatter.TryFormat(ms, into, out int at);
        into[at++] = (byte)'|';
        into[at++] = (byte)('0' + (int)level);
        into[at++] = (byte)('0' + (int)source + (incomplete ? Incomplete : 0));
        Utf8Formatter.TryFormat(textBytes, into[at..], out int digits);
        at += digits;
        into[at++] = (byte)':';
        return at + Encoding.UTF8.GetBytes(text, into[at..]);
    }

    /// <summary>A line of log_read.lua's reply: <c>starts|number|ms|level|source|text</c>, or <c>starts|number|ms|-|lines|bytes</c> where lines are missing.</summary>
    public static LogEntry? TryRead(string taskId, ReadOnlySpan<byte> line)
    {
        var reader = new PackedReader(line);
        if (!reader.TryNumber((byte)'|', out long? starts) || !reader.TryNumber((byte)'|', out long? number) || !reader.TryNumber((byte)'|', out long? ms)
            || !reader.TryText((byte)'|', out string level) || !reader.TryNumber((byte)'|', out long? source)
            || starts is null || number is null || ms is null || source is null)
        {
            return null;
        }

        DateTimeOffset time = TaskView.Time(ms.Value);
        if (level == "-")
        {
            return Utf8Parser.TryParse(reader.Rest, out long bytes, out _)
                ? LogEntry.Missing(taskId, starts.Value, number.Value, time, new LogGap(source.Value, Math.Max(0, bytes))) : null;
        }

        return level.Length == 1 && level[0] is >= '0' and <= '5'
            ? new LogEntry(taskId, starts.Value, number.Value, time, (LogLevel)(level[0] - '0'), (LogSource)(source.Value % Incomplete), Encoding.UTF8.GetString(reader.Rest))
            { IsIncomplete = source.Value >= Incomplete }
            : null;
    }
}
