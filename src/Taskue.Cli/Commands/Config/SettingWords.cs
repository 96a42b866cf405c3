using Taskue.Cli.Output;
using Taskue.Cli.Parsing;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Config;

/// <summary>Settings given as words of a command line.</summary>
internal static class SettingWords
{
    /// <summary>A value as it stands in the file, or an error that says what is wrong with key or value.</summary>
    public static string Toml(bool inContext, string key, string value)
    {
        (SettingKind kind, string? fault) = Look(inContext, key, value);
        if (value == "-")
        {
            value = StandardStreams.Read(static input => input.ReadLine()) ?? "";
            fault = Look(inContext, key, value).Fault;
        }
        else if (SettingList.Find(key) is { IsSecret: true } && !value.StartsWith("cmd:", StringComparison.Ordinal))
        {
            throw new UsageException($"A password on the command line is seen by everyone on the machine. Write it to standard input: taskue config set {key} -");
        }
        else if (key == SettingList.Redis.Key && RedisText.HasPassword(value))
        {
            throw new UsageException($"A password on the command line is seen by everyone on the machine. Set {SettingList.SecretFile.Key} or {SettingList.SecretCommand.Key}, or write the text to standard input: taskue config set {key} -");
        }

        return fault is null ? kind.Toml(value) : throw new UsageException($"{key} {fault}{(SettingList.Find(key) is { IsSecret: true } ? "" : $", but is '{RedisText.Masked(value)}'")}.");
    }

    /// <summary>A key that is none earns the nearest that is one.</summary>
    public static void CheckKey(bool inContext, string key) => Look(inContext, key, "");

    private static (SettingKind Kind, string? Fault) Look(bool inContext, string key, string value)
    {
        if (SettingList.Find(key) is { } setting)
        {
            return (setting.Kind, setting.Fault(value));
        }

        string extra = inContext ? SettingList.Protected : SettingList.CurrentContext;
        SettingKind kind = inContext ? SettingKind.Switch : SettingKind.Text;
        if (key == extra)
        {
            return (kind, kind.Fault(value));
        }

        string? near = UsageText.Nearest(key, SettingList.All.Select(one => one.Key).Append(extra));
        throw new UsageException($"'{key}' is no setting{(inContext ? " of a context" : "")}.{(near is null ? "" : $" Did you mean '{near}'?")} There are: {string.Join(", ", SettingList.All.Select(one => one.Key).Append(extra))}.");
    }
}
