namespace Taskue.Cli.Output;

/// <summary>How a text is meant; each has a colour on a terminal.</summary>
internal enum Tone
{
    Plain,
    Good,
    Busy,
    Bad,
    Warning,
    Quiet,
    Strong,
}

/// <summary>A text of a table, and how it is meant.</summary>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string? text) => new(text ?? "");
}
