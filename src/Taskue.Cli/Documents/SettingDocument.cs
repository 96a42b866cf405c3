namespace Taskue.Cli.Documents;

/// <summary>A setting as JSON; a secret is masked.</summary>
internal sealed record SettingDocument(string Key, string? Value, string Origin);
