using System.Globalization;
using System.Text;

namespace Taskue.Cli.Output;

/// <summary>Values as people read them: times, states, long texts.</summary>
internal sealed class Look(OutputSettings settings, TimeProvider clock)
{
    private static readonly string[] Codes = ["", "\e[32m", "\e[34m", "\e[31m", "\e[33m", "\e[90m", "\e[1m"];

    // Of the first use, which comes after the reading: what was read is not of the future.
    private DateTimeOffset? firstUse;

    private DateTimeOffset Now => firstUse ??= clock.GetUtcNow();

    public OutputSettings Settings => settings;

    public string Ellipsis => settings.Unicode ? "…" : "...";

    /// <summary>A moment, as <c>--time</c> wants it.</summary>
    public string Time(DateTimeOffset? moment) => moment is { } at
        ? settings.Time switch
        {
            TimeForm.Unix => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            TimeForm.Iso => Iso(at),
            _ => Relative(at),
        }
        : "";

    /// <summary>A moment, exact and with how long ago that is.</summary>
    public string FullTime(DateTimeOffset? moment) => moment is { } at
        ? settings.Time == TimeForm.Relative ? $"{Iso(at)} ({Relative(at)})" : Time(at)
        : "";

    /// <summary>A moment beside a line of a log: how long ago that is would be wrong a second later.</summary>
    public string Stamp(DateTimeOffset moment) => settings.Time == TimeForm.Unix ? Time(moment) : Iso(moment);

    public static string Duration(TimeSpan? time) => time is { } one ? Words.Of(one) : "";

    /// <summary>How long since a moment.</summary>
    public TimeSpan Since(DateTimeOffset moment) => Now - moment;

    /// <summary>The state of a task in a list; a failure that was allowed says so.</summary>
    public static Cell State(TaskInfo task) => State(task.State, task.AllowFailure) is var state && task.AllowFailure && task.State.IsFailure()
        ? state with { Text = $"{state.Text} (allowed)" } : state;

    public static Cell State(TaskState state, bool allowed = false) => new(Words.Of(state), state switch
    {
        TaskState.Passed => Tone.Good,
        TaskState.Running => Tone.Busy,
        _ when state.IsFailure() => allowed ? Tone.Warning : Tone.Bad,
        _ => Tone.Quiet,
    });

    public static Cell State(WorkflowState state) => new(Words.Of(state), state switch
    {
        WorkflowState.Passed => Tone.Good,
        WorkflowState.Running => Tone.Busy,
        WorkflowState.Failed => Tone.Bad,
        _ => Tone.Quiet,
    });

    public static Cell State(StageState state) => new(Words.Of(state), state switch
    {
        StageState.Passed => Tone.Good,
        StageState.Running => Tone.Busy,
        StageState.Failed => Tone.Bad,
        _ => Tone.Quiet,
    });

    public static Cell State(RunnerState state) => new(Words.Of(state), state switch
    {
        RunnerState.Busy => Tone.Busy,
        RunnerState.Idle => Tone.Good,
        RunnerState.Dead => Tone.Bad,
        _ => Tone.Quiet,
    });

    /// <summary>A text in its colour, where colours are wanted.</summary>
    public string Painted(string text, Tone tone) => settings.Color && tone != Tone.Plain && text.Length > 0 ? $"{Codes[(int)tone]}{text}\e[0m" : text;

    public string Painted(Cell cell) => Painted(cell.Text, cell.Tone);

    /// <summary>The mark before a state: a word always follows it.</summary>
    public string Icon(Tone tone) => (tone, settings.Unicode) switch
    {
        (Tone.Good, true) => "✓",
        (Tone.Busy, true) => "●",
        (Tone.Bad, true) => "✗",
        (Tone.Warning, _) => "!",
        (_, true) => "○",
        (Tone.Good, false) => "+",
        (Tone.Busy, false) => "*",
        (Tone.Bad, false) => "x",
        _ => "-",
    };

    /// <summary>Cells side by side, cut at the edge of the terminal.</summary>
    public string Line(IEnumerable<Cell> cells)
    {
        int left = settings.Width - 1 ?? int.MaxValue;
        var line = new StringBuilder();
        foreach (Cell cell in cells)
        {
            string text = Cut(cell.Text, left);
            line.Append(Painted(text, cell.Tone));
            left -= TextWidth.Of(text);
            if (left <= 0)
            {
                break;
            }
        }

        return line.ToString();
    }

    /// <summary>Texts in lines that fit the terminal, broken between words.</summary>
    public IEnumerable<string> Wrapped(IEnumerable<string> texts, string indent)
    {
        int? room = settings.Width - 1 - indent.Length;
        return texts.SelectMany(text => TextWrap.Lines(Safe(text), room)).Select(line => indent + Cut(line, room ?? int.MaxValue));
    }

    /// <summary>
    /// A text that steers no terminal: control characters, changes of the writing direction and invisible characters are shown as marks. With
    /// <paramref name="lines"/> it may have several lines.
    /// </summary>
    public static string Safe(string text, bool lines = false)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length);
        foreach (Rune rune in text.ReplaceLineEndings(lines ? "\n" : " ").EnumerateRunes())
        {
            Rune shown = (lines && rune.Value is '\n' or '\t') || !Steering.Is(rune) ? rune : rune.Value == '\t' ? new Rune(' ') : Rune.ReplacementChar;
            safe.Append(shown.ToString());
        }

        return safe.ToString();
    }

    /// <summary>The beginning of a text.</summary>
    public string Cut(string text, int width)
    {
        if (TextWidth.Of(text) <= width)
        {
            return text;
        }

        return width <= Ellipsis.Length ? TextWidth.Cut(text, width) : TextWidth.Cut(text, width - Ellipsis.Length) + Ellipsis;
    }

    private string Iso(DateTimeOffset at) => settings.Utc
        ? at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : TimeZoneInfo.ConvertTime(at, clock.LocalTimeZone).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    private string Relative(DateTimeOffset at)
    {
        TimeSpan ago = Now - at;
        string length = Rough(ago.Duration());
        return ago.Duration() < TimeSpan.FromSeconds(1) ? "now" : ago > TimeSpan.Zero ? $"{length} ago" : $"in {length}";
    }

    private static string Rough(TimeSpan time) =>
        time.TotalSeconds < 60 ? $"{(int)time.TotalSeconds}s"
        : time.TotalMinutes < 60 ? $"{(int)time.TotalMinutes}m"
        : time.TotalHours < 48 ? $"{(int)time.TotalHours}h"
        : $"{(int)time.TotalDays}d";
}
