using System.Globalization;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Settings;

/// <summary>What the values of a setting look like.</summary>
internal enum SettingKind
{
    Text,
    Port,
    Number,
    Switch,
    Duration,
}

internal static class SettingKinds
{
    public static string? Fault(this SettingKind kind, string value) => kind switch
    {
        SettingKind.Port => IsNumber(value, 1, 65_535) ? null : "must be a port, 1 to 65535",
        SettingKind.Number => IsNumber(value, 0, int.MaxValue) ? null : "must be a whole number, 0 or more",
        SettingKind.Switch => value is "true" or "false" ? null : "must be true or false",
        SettingKind.Duration => Durations.TryParse(value, out _) ? null : $"must be a length of time: {Durations.Forms}",
        _ => value.Length > 0 ? null : "must not be empty",
    };

    /// <summary>The value as it stands in a TOML file.</summary>
    public static string Toml(this SettingKind kind, string value) => kind is SettingKind.Port or SettingKind.Number or SettingKind.Switch
        ? value
        : TomlText.Quoted(value);

    private static bool IsNumber(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most;
}
