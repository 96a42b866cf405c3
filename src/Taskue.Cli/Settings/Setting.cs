namespace Taskue.Cli.Settings;

/// <summary>One setting: its key in the file, which names its environment variable too, and what it may be.</summary>
/// <param name="Key">The key, as in <c>redis_host</c>.</param>
/// <param name="Description">What it says, in a few words.</param>
/// <param name="Kind">What its values look like in the file.</param>
/// <param name="Default">What holds where nothing is said; <see langword="null"/> for nothing.</param>
internal sealed record Setting(string Key, string Description, SettingKind Kind, string? Default = null)
{
    /// <summary>Its value is shown to nobody.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The environment variable that sets it.</summary>
    public string Variable { get; } = "TASKUE_" + Key.ToUpperInvariant();

    /// <summary>What is wrong with a value, or null.</summary>
    public string? Fault(string value) => Check is null ? Kind.Fault(value) : Kind.Fault(value) ?? Check(value);

    public Func<string, string?>? Check { get; init; }

    /// <summary>The value as it may be shown.</summary>
    public string Shown(string value) => IsSecret ? "***" : RedisText.Masked(value);
}
