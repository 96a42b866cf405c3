using System.CommandLine;
using Taskue.Cli.Parsing;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Config;

/// <summary><c>taskue config reset</c>.</summary>
internal static class ConfigResetCommand
{
    private static readonly Argument<string?> Key = new("KEY") { Description = "Which setting; all of them and every context, where none is named.", Arity = ArgumentArity.ZeroOrOne };

    static ConfigResetCommand() => Key.CompletionSources.Add([.. SettingList.All.Select(setting => setting.Key)]);

    public static Command Build() => new ExampleCommand("reset", "Takes a setting out of the settings file, or removes the file.",
        "taskue config reset redis_port",
        "taskue config reset --yes")
    {
        Key,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        if (call.Value(Key) is not { } key)
        {
            string path = SettingsFile.FilePath;
            if (!File.Exists(path))
            {
                await call.Error.WriteLineAsync($"there is no {path}");
                return ExitCodes.Passed;
            }

            Consent.Ask(call, $"Remove {path} with every setting and context in it?");
            await SettingsFile.DeleteAsync();
            return ExitCodes.Passed;
        }

        string? context = call.Parsed.GetValue(GlobalOptions.Context);
        SettingWords.CheckKey(context is not null, key);
        await SettingsFile.UpdateAsync(call.Error.WriteLine, file => file.Without(ContextArgument.InFile(context, file), key));
        return ExitCodes.Passed;
    }
}
