using System.Globalization;

namespace Taskue;

/// <summary>A length of time as people read it. The command line and the embedded server compile this file, too.</summary>
internal static class DurationText
{
    /// <summary>A length of time in at most two units: <c>12 ms</c>, <c>3.4 s</c>, <c>2m 05s</c>, <c>1h 10m</c>, <c>3d 4h</c>; <c>infinite</c>.</summary>
    public static string Of(TimeSpan time)
    {
        if (time == Timeout.InfiniteTimeSpan)
        {
            return "infinite";
        }

        if (time < TimeSpan.Zero)
        {
            return "-" + Of(-time);
        }

        CultureInfo plain = CultureInfo.InvariantCulture;
        return time.TotalSeconds < 0.9995 ? string.Create(plain, $"{time.TotalMilliseconds:0} ms")
            : time.TotalSeconds < 59.95 ? string.Create(plain, $"{time.TotalSeconds:0.0} s")
            : time.TotalMinutes < 60 ? string.Create(plain, $"{(int)time.TotalMinutes}m {time.Seconds:00}s")
            : time.TotalHours < 24 ? string.Create(plain, $"{(int)time.TotalHours}h {time.Minutes:00}m")
            : string.Create(plain, $"{(int)time.TotalDays}d {time.Hours}h");
    }
}
