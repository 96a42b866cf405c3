using System.CommandLine.Parsing;
using System.Globalization;

namespace Taskue.Cli.Parsing;

/// <summary>Moments as people write them: how long ago, or a date with or without a time.</summary>
internal static class Moments
{
    public const string Forms = "10m or 2d (ago), 2026-01-31, 2026-01-31T12:00, or 2026-01-31T12:00Z";

    private static readonly string[] Dates =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    /// <summary>For an option: a text that is no moment is an error of the command line. Without a zone it is this machine's time.</summary>
    public static Moment? Parse(ArgumentResult argument)
    {
        string text = argument.Tokens.Count == 0 ? "" : argument.Tokens[^1].Value;
        if (DateTimeOffset.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset moment))
        {
            return new Moment(moment, IsAgo: false);
        }

        if (!text.Contains(':', StringComparison.Ordinal) && Durations.TryParse(text, out TimeSpan ago) && ago < TimeSpan.FromDays(36_500))
        {
            return new Moment(TimeProvider.System.GetUtcNow() - ago, IsAgo: true);
        }

        string option = (argument.Parent as OptionResult)?.Option.Name ?? argument.Argument.Name;
        argument.AddError($"'{text}' is no moment for {option}: write {Forms}.");
        return null;
    }
}
