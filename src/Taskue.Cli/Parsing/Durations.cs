using System.CommandLine.Parsing;
using System.Globalization;

namespace Taskue.Cli.Parsing;

/// <summary>Lengths of time as people write them: <c>500ms</c>, <c>90s</c>, <c>10m</c>, <c>1h</c>, <c>2d</c>, <c>00:10:00</c>, or seconds.</summary>
internal static class Durations
{
    public const string Forms = "500ms, 90s, 10m, 1h, 2d, 00:10:00, or a number of seconds";

    // "ms" stands before "s" and "m": the first fit is taken.
    private static readonly (string Suffix, double Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        text = text.Trim();
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParseExact(text, ["c", @"h\:mm\:ss", @"h\:mm"], CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero;
        }

        (string suffix, double unit) = Array.Find(Units, one => text.EndsWith(one.Suffix, StringComparison.Ordinal));
        string number = suffix is null ? text : text[..^suffix.Length].TrimEnd();
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            || !double.IsFinite(value) || value * (suffix is null ? 1_000 : unit) > TimeSpan.MaxValue.TotalMilliseconds / 2)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(value * (suffix is null ? 1_000 : unit));
        return true;
    }

    /// <summary>For an option: a text that is no length of time is an error of the command line.</summary>
    public static TimeSpan? Parse(ArgumentResult argument)
    {
        string text = argument.Tokens.Count == 0 ? "" : argument.Tokens[^1].Value;
        if (TryParse(text, out TimeSpan duration))
        {
            return duration;
        }

        string option = (argument.Parent as OptionResult)?.Option.Name ?? argument.Argument.Name;
        argument.AddError($"'{text}' is no length of time for {option}: write {Forms}.");
        return null;
    }
}
