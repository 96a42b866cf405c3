using System.CommandLine;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Logs;

/// <summary>Which lines of a log to show, and how.</summary>
internal sealed class LogOptions
{
    private static readonly TimeSpan MostOfMatching = TimeSpan.FromSeconds(1);

    private static readonly (string Word, LogLevel Level)[] Levels =
    [
        ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("info", LogLevel.Information),
        ("warn", LogLevel.Warning), ("error", LogLevel.Error), ("crit", LogLevel.Critical),
    ];

    private readonly Option<bool> follow = new("--follow", "-f")
    {
        Description = "Go on until the end, with new lines as they come; what has not started is waited for. Exit code 0: it passed; 1: it did not.",
    };

    private readonly Option<int?> tail = new("--tail") { Description = "Only the last N of the lines that fit.", HelpName = "N" };

    private readonly Option<Moment?> since = MomentOption("--since", $"Only what was written at this moment or later: {Moments.Forms}.");

    private readonly Option<Moment?> until = MomentOption("--until", "Only what was written at this moment or earlier.");

    private readonly Option<string?> level = new Option<string?>("--level")
    {
        Description = "Only this level and above. What is printed counts as info, on standard error as error.",
        HelpName = "LEVEL",
    }.AcceptOnlyFromAmong([.. Levels.Select(static one => one.Word)]);

    private readonly Option<string?> source = new Option<string?>("--source") { Description = "Only from there.", HelpName = "SOURCE" }
        .AcceptOnlyFromAmong([.. Enum.GetNames<LogSource>().Select(static name => name.ToLowerInvariant())]);

    private readonly Option<long?> attempt = new("--attempt")
    {
        Description = "Only of the Nth start of a task: deaths of runners and hand-backs count, as in 'task get'.",
        HelpName = "N",
    };

    private readonly Option<string?> grep = new("--grep") { Description = "Only lines in which this regular expression is found.", HelpName = "RE" };

    private readonly Option<bool> failed = new("--failed") { Description = "Of a workflow: only the tasks that did not pass, one after the other." };

    private readonly Option<bool> timestamps = new("--timestamps") { Description = "Begin each line with when it was written; see --time and --utc." };

    private readonly Option<bool> noPrefix = new("--no-prefix") { Description = "Leave out whose line it is." };

    private readonly Option<bool> raw = new("--raw") { Description = "The bare text, with nothing added and nothing made harmless." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[follow, tail, since, until, level, source, attempt, grep, failed, timestamps, noPrefix, raw])
        {
            command.Add(option);
        }
    }

    public bool Follow(Invocation call) => call.Value(follow);

    public bool Failed(Invocation call) => call.Value(failed);

    public bool Timestamps(Invocation call) => call.Value(timestamps);

    public bool Prefix(Invocation call) => !call.Value(noPrefix);

    public bool Raw(Invocation call) => call.Value(raw);

    public LogQuery Query(Invocation call) => new()
    {
        Tail = call.Value(tail) is not { } most ? null : most is >= 0 and <= 1_000_000 ? most : throw new UsageException($"--tail must be 0 to 1000000, but is {most}."),
        Since = call.Value(since)?.At,
        Until = call.Value(until)?.At is { } end && call.Value(since)?.At is { } begin && begin > end
            ? throw new UsageException($"--until ({end:u}) must not be earlier than --since ({begin:u}).")
            : call.Value(until)?.At,
        MinimumLevel = call.Value(level) is { } word ? Array.Find(Levels, one => one.Word == word).Level : LogLevel.Trace,
        Source = call.Value(source) is { } from ? Enum.Parse<LogSource>(from, ignoreCase: true) : null,
        Starts = call.Value(attempt) is not { } start ? null : start >= 1 ? start : throw new UsageException($"--attempt must be 1 or more, but is {start}."),
    };

    /// <summary>The query by the server's clock.</summary>
    public LogQuery On(Invocation call, LogQuery query, TaskueClient taskue) => query with { Since = call.Value(since)?.On(taskue), Until = call.Value(until)?.On(taskue) };

    /// <summary>Whether a line is wanted by its text.</summary>
    public Func<LogEntry, bool> Wanted(Invocation call)
    {
        if (call.Value(grep) is not { } pattern)
        {
            return static _ => true;
        }

        Regex expression;
        try
        {
            expression = new Regex(pattern, RegexOptions.CultureInvariant, MostOfMatching);
        }
        catch (ArgumentException fault)
        {
            throw new UsageException($"--grep takes a regular expression, and '{pattern}' is none: {fault.Message}", fault);
        }

        return entry =>
        {
            try
            {
                return entry.Gap is not null || expression.IsMatch(entry.Text);
            }
            catch (RegexMatchTimeoutException)
            {
                throw new UsageException($"--grep '{pattern}' takes more than {MostOfMatching.TotalSeconds:0} s on one line. Write it so that it has fewer ways to match.");
            }
        };
    }

    private static Option<Moment?> MomentOption(string name, string description) =>
        new(name) { Description = description, HelpName = "TIME", CustomParser = Moments.Parse };
}
