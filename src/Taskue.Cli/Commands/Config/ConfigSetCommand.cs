using System.CommandLine;
using Taskue.Cli.Parsing;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Config;

/// <summary><c>taskue config set</c>.</summary>
internal static class ConfigSetCommand
{
    private static readonly Argument<string> Key = new("KEY") { Description = $"Which setting: {string.Join(", ", SettingList.All.Select(setting => setting.Key))}." };

    private static readonly Argument<string> Value = new("VALUE") { Description = "What it is from now on; - reads it from standard input, as for a password." };

    static ConfigSetCommand() => Key.CompletionSources.Add([.. SettingList.All.Select(setting => setting.Key)]);

    public static Command Build() => new ExampleCommand("set",
        "Keeps a setting in the settings file. Comments and order of the file stay. With --context it is set in that context.",
        "taskue config set redis_host redis.example.org",
        "taskue config set redis_secret_cmd 'pass show redis/prod' --context prod")
    {
        Key, Value,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        string? context = call.Parsed.GetValue(GlobalOptions.Context);
        string toml = SettingWords.Toml(context is not null, call.Value(Key), call.Value(Value));
        await SettingsFile.UpdateAsync(call.Error.WriteLine, file => file.With(ContextArgument.InFile(context, file), call.Value(Key), toml));
        return ExitCodes.Passed;
    }
}
