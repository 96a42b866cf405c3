using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>One line of a task's log, or one message of its loggers, which may have several lines.</summary>
/// <param name="TaskId">The task that wrote it.</param>
/// <param name="Starts">In which start of the task: see <see cref="TaskInfo.Starts"/>.</param>
/// <param name="Number">Which line of that start's, from 1. The numbers of lines that were cut are missing.</param>
/// <param name="Time">When it was written, by the server's clock as the runner knows it; it never goes back within a start.</param>
/// <param name="Level">Its level. What was printed has <see cref="LogLevel.Information"/>, on standard error <see cref="LogLevel.Error"/>.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Text">The text, at most 8 KiB, secrets replaced by <c>***</c>; a longer one ends in a note of how much was cut.</param>
public sealed record LogEntry(string TaskId, long Starts, long Number, DateTimeOffset Time, LogLevel Level, LogSource Source, string Text)
{
    /// <summary>That lines are missing here, and how many. The entry is then none that the task wrote: its source is <see cref="LogSource.Runner"/>.</summary>
    /// <value><see langword="null"/> for a line that was written.</value>
    public LogGap? Gap { get; init; }

    /// <summary>Whether it is a part of a printed line that had not ended a second after it began, such as a prompt.</summary>
    /// <value>The next entry of the same start and source continues the line. Its text begins with <c>\r</c> if it is written over the earlier part.
    /// The texts of the parts, put one behind the other, are the line. Always <see langword="false"/> for messages of loggers.</value>
    public bool IsIncomplete { get; init; }

    /// <summary>The title of the task, in the log of a workflow.</summary>
    /// <value><see langword="null"/> in the log of a single task.</value>
    public string? TaskTitle { get; init; }

    internal static LogEntry Missing(string taskId, long starts, long number, DateTimeOffset time, LogGap gap) =>
        new(taskId, starts, number, time, LogLevel.Warning, LogSource.Runner, string.Create(CultureInfo.InvariantCulture,
            $"… {gap.Lines} {(gap.Lines == 1 ? "line" : "lines")} ({gap.Bytes} bytes) cut here")) { Gap = gap };
}

/// <summary>Lines that were written and are not kept: over a limit (<see cref="RunnerOptions.MaxLogBytes"/>), written faster than the store takes them, or refused by a full server.</summary>
/// <param name="Lines">How many.</param>
/// <param name="Bytes">How many bytes they would take in the store.</param>
public sealed record LogGap(long Lines, long Bytes);
