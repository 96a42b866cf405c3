using System.Globalization;

namespace Taskue;

/// <summary>Times and numbers as people read them in a sentence.</summary>
internal static class Words
{
    public static string Of(TaskState state) => state.ToString().ToLowerInvariant();

    public static string Of(WorkflowState state) => state.ToString().ToLowerInvariant();

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long number, string one, string many) => $"{Count(number)} {(number == 1 ? one : many)}";

    /// <summary>A length of time in its largest unit, of two where the larger is small: <c>45 s</c>, <c>4 min</c>, <c>1 h 20 min</c>, <c>3 days</c>.</summary>
    public static string Length(TimeSpan time)
    {
        time = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return time.TotalSeconds < 1 ? "less than a second"
            : time.TotalSeconds < 100 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalSeconds):0} s")
            : time.TotalMinutes < 100 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes):0} min")
            : time.TotalHours < 10 ? string.Create(CultureInfo.InvariantCulture, $"{time.Days * 24 + time.Hours} h {time.Minutes} min")
            : time.TotalHours < 48 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours):0} h")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalDays):0} days");
    }

    public static string Ago(DateTimeOffset? then, DateTimeOffset now) => then is null ? "some time ago" : Length(now - then.Value) + " ago";

    public static string For(DateTimeOffset? since, DateTimeOffset now) => since is null ? "for some time" : "for " + Length(now - since.Value);

    /// <summary>The first of some names, and how many more there are.</summary>
    public static string Names(IEnumerable<string> names, int total, int most = 3)
    {
        string[] first = [.. names.Take(most)];
        return string.Join(", ", first) + (total > first.Length ? $" and {Count(total - first.Length)} more" : "");
    }

    public static string Iso(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
