using System.Globalization;

namespace Taskue;

/// <summary>How long passed tasks of one kind took, in a sample of those that are stored.</summary>
/// <param name="Count">How many the sample has.</param>
/// <param name="Median">What half of them took at most.</param>
/// <param name="Longest">What the longest of them took.</param>
internal readonly record struct UsualTime(int Count, TimeSpan Median, TimeSpan Longest)
{
    /// <summary>What runs for less is never called long.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    private const int LeastCount = 5;

    /// <summary>Whether a task that has run for so long runs far longer than its kind usually does.</summary>
    public bool IsFarOver(TimeSpan ran) => Count >= LeastCount && ran >= Least && ran >= 10 * Median && ran >= 2 * Longest;

    /// <summary>Reads <c>count|median|longest</c>, both times in ms.</summary>
    public static UsualTime Read(string text)
    {
        string[] parts = text.Split('|');
        long Number(int at) => long.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
        return parts.Length != 3 ? default : new UsualTime((int)Number(0), TimeSpan.FromMilliseconds(Number(1)), TimeSpan.FromMilliseconds(Number(2)));
    }

    /// <summary>In words: <c>2.0 s, 4.1 s at most (a sample of 20 that passed)</c>.</summary>
    public override string ToString() =>
        $"{DurationText.Of(Median)}, {DurationText.Of(Longest)} at most (a sample of {Words.Count(Count)} that passed)";
}

/// <summary>A task that has run for a while.</summary>
/// <param name="Task">The task.</param>
/// <param name="Ran">How long it has run.</param>
/// <param name="Usual">How long passed tasks of its kind took.</param>
internal sealed record LongTask(TaskInfo Task, TimeSpan Ran, UsualTime Usual);
