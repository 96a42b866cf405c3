namespace Taskue.Cli.Settings;

/// <summary>Where a setting was said, the weakest first.</summary>
internal enum SettingLevel
{
    Default,
    File,
    Context,
    Environment,
    Flag,
}

/// <summary>A setting, what it is, and what said so: the option, the variable, or file and line.</summary>
internal sealed record ResolvedSetting(Setting Setting, string? Value, SettingLevel Level, string Origin)
{
    public string? Shown => Value is null ? null : Setting.Shown(Value);
}
