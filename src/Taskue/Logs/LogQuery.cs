using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>Which lines of a log to read. All filters are applied by the store.</summary>
public sealed record LogQuery
{
    /// <summary>Only those of one start of the task: see <see cref="TaskInfo.Starts"/>.</summary>
    /// <value>1 or more. Default: of all starts, one after the other.</value>
    public long? Starts { get; init; }

    /// <summary>Only those of this level or above.</summary>
    /// <value>Default: <see cref="LogLevel.Trace"/>, all.</value>
    public LogLevel MinimumLevel { get; init; } = LogLevel.Trace;

    /// <summary>Only those from one source.</summary>
    /// <value>Default: from all.</value>
    public LogSource? Source { get; init; }

    /// <summary>Only those written at that time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those written at that time or earlier.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Begins with the last so many of the lines that fit.</summary>
    /// <value>0 to 1,000,000; not together with <see cref="After"/>. Default: begins with the first line.</value>
    public int? Tail { get; init; }

    /// <summary>Goes on behind a page: its <see cref="LogPage.Next"/>.</summary>
    /// <value>Default: from the beginning.</value>
    public string? After { get; init; }

    /// <summary>How many lines one page has at most. A page ends at 1 MiB too.</summary>
    /// <value>1 to 10,000. Default: 1,000.</value>
    public int Limit { get; init; } = 1_000;

    internal LogFilter Filter => new(Starts, (int)MinimumLevel, (int?)Source, Since?.ToUnixTimeMilliseconds(), Until?.ToUnixTimeMilliseconds());

    /// <summary>Checks it; the place to go on from, or null.</summary>
    internal LogPlace? Check(string parameter)
    {
        Check(Starts is null or >= 1, nameof(Starts), "must be 1 or more", Starts);
        Check(MinimumLevel is >= LogLevel.Trace and < LogLevel.None, nameof(MinimumLevel), "must be Trace to Critical", MinimumLevel);
        Check(Source is null || Enum.IsDefined(Source.Value), nameof(Source), "must be one of the values of LogSource", Source);
        Check(Tail is null or (>= 0 and <= 1_000_000), nameof(Tail), "must be 0 to 1000000", Tail);
        Check(Limit is >= 1 and <= 10_000, nameof(Limit), "must be 1 to 10000", Limit);
        Check(Since is null || Until is null || Since <= Until, nameof(Since), $"must not be after Until ({Until:O})", Since);
        if (After is null)
        {
            return null;
        }

        return Tail is not null
            ? throw new ArgumentException("After goes on behind a page, and Tail begins before the end: LogQuery takes one of them.", parameter)
            : LogPlace.TryParse(After) ?? throw new ArgumentException($"LogQuery.After must be the Next of a page, and '{After}' is none.", parameter);

        void Check(bool holds, string property, string rule, object? value)
        {
            if (!holds)
            {
                throw new ArgumentOutOfRangeException(parameter, value, $"LogQuery.{property} {rule}.");
            }
        }
    }
}

/// <summary>A page of a task's log.</summary>
/// <param name="Entries">The lines, in order. It may be empty although there are more: a call looks through a bounded part of the log.</param>
/// <param name="Next">Where the next page begins: for <see cref="LogQuery.After"/>. It stays good while the log grows and is cut.</param>
/// <param name="HasMore">Whether there are more lines now, behind this page.</param>
/// <param name="IsComplete">Whether the task has ended and this page is the last: there will be no more lines.</param>
public sealed record LogPage(IReadOnlyList<LogEntry> Entries, string Next, bool HasMore, bool IsComplete);
