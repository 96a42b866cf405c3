using System.Globalization;

namespace Taskue.Store;

/// <summary>Lines of one attempt, for one call of append_logs.lua.</summary>
/// <param name="Id">The task.</param>
/// <param name="Starts">Which start of it.</param>
/// <param name="Number">The number of the append, rising by attempt: a repeated one is known by it.</param>
/// <param name="FirstLine">The number of the first line, from 1.</param>
/// <param name="Offset">How many bytes were written before it.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="FirstMs">When the first was written.</param>
/// <param name="LastMs">When the last was written.</param>
/// <param name="Level">The highest level.</param>
/// <param name="Text">The lines, packed by <see cref="LogPacking"/>.</param>
internal readonly record struct LogAppend(
    string Id, long Starts, long Number, long FirstLine, long Offset, int Lines, long FirstMs, long LastMs, int Level, ReadOnlyMemory<byte> Text);

/// <summary>What is kept of an attempt's log, and of a task's over its attempts.</summary>
internal readonly record struct LogLimits(int Bytes, int Lines)
{
    /// <summary>How many attempts' worth is kept of one task.</summary>
    public const int Attempts = 4;

    public long TaskBytes => (long)Bytes * Attempts;
}

/// <summary>Which lines a reader asks for.</summary>
internal readonly record struct LogFilter(long? Starts, int Level, int? Source, long? SinceMs, long? UntilMs);

/// <summary>A place in a task's log: the start, the chunk to look into, and the number and offset of the line that comes next.</summary>
internal readonly record struct LogPlace(long Starts, long Chunk, long Number, long Offset)
{
    public static LogPlace Beginning { get; } = new(0, 0, 1, 0);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Starts}.{Chunk}.{Number}.{Offset}");

    public static LogPlace? TryParse(string text)
    {
        string[] parts = text.Split('.');
        var numbers = new long[4];
        for (int i = 0; i < 4; i++)
        {
            if (parts.Length != 4 || !long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] > 1L << 50)
            {
                return null;
            }
        }

        return new LogPlace(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}

/// <summary>What one call of log_read.lua gives.</summary>
internal sealed record LogSlice(IReadOnlyList<LogEntry> Entries, LogPlace Next, bool More, bool Ended);

/// <summary>The tasks with a log in one row of a workflow's plan, and how far the workflow is.</summary>
internal sealed record FlowLogs(int Stage, bool Ended, IReadOnlyList<FlowLog> Tasks);

/// <summary>A task with a log: when its first line was written, and a mark that changes when the log grows.</summary>
internal readonly record struct FlowLog(string Id, long OpenedMs, string Mark);
