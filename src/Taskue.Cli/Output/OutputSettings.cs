using System.CommandLine;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Output;

/// <summary>How a command prints, by its options and by where its output goes.</summary>
internal sealed record OutputSettings
{
    public OutputForm Form { get; private init; }

    public IReadOnlyList<string> Columns { get; private init; } = [];

    public string? Sort { get; private init; }

    public bool NoHeaders { get; private init; }

    public TimeForm Time { get; private init; }

    public bool Utc { get; private init; }

    public bool Color { get; private init; }

    public bool Unicode { get; private init; }

    /// <summary>How many characters a line has; null where lines have no end, off a terminal.</summary>
    public int? Width { get; init; }

    /// <summary>Whether a person reads it, not a program.</summary>
    public bool IsText => Form is OutputForm.Table or OutputForm.Wide;

    public static OutputSettings Of(ParseResult parsed)
    {
        string? form = parsed.GetValue(GlobalOptions.Output);
        bool json = parsed.GetValue(GlobalOptions.Json);
        if (json && form is not (null or "json"))
        {
            throw new UsageException($"--json is -o json, and cannot be given with -o {form}.");
        }

        string when = Chosen(GlobalOptions.Color, parsed.GetValue(GlobalOptions.Color) ?? "auto", ["auto", "always", "never"]);
        return new OutputSettings
        {
            Form = json ? OutputForm.Json : Choose<OutputForm>(GlobalOptions.Output, form),
            Columns = parsed.GetValue(GlobalOptions.Columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            Sort = parsed.GetValue(GlobalOptions.Sort),
            NoHeaders = parsed.GetValue(GlobalOptions.NoHeaders),
            Time = Choose<TimeForm>(GlobalOptions.Time, parsed.GetValue(GlobalOptions.Time)),
            Utc = parsed.GetValue(GlobalOptions.Utc),
            Color = when == "always" || (when == "auto" && Terminal.TakesColor),
            Unicode = !parsed.GetValue(GlobalOptions.NoUnicode) && Terminal.TakesUnicode,
            Width = Terminal.Width,
        };
    }

    private static T Choose<T>(Option<string?> option, string? word)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];
        return word is null ? default : (T)(object)Array.IndexOf(names, Chosen(option, word, names));
    }

    private static string Chosen(Option<string?> option, string word, string[] names)
    {
        if (names.Contains(word))
        {
            return word;
        }

        string? near = UsageText.Nearest(word, names);
        throw new UsageException($"{option.Name} must be {string.Join(", ", names[..^1])} or {names[^1]}, but is '{word}'.{(near is null ? "" : $" Did you mean '{near}'?")}");
    }
}
