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
    }.Runs(Run);

    private static Task<int> Run(Invocation call)
    {
        if (call.Value(Key) is not { } key)
        {
            string path = SettingsFile.FilePath;
            if (!File.Exists(path))
            {
                call.Error.WriteLine($"there is no {path}");
                return Task.FromResult(ExitCodes.Passed);
            }

            Consent.Ask(call, $"Remove {path} with every setting and context in it?");
            File.Delete(path);
            return Task.FromResult(ExitCodes.Passed);
        }

        SettingsText file = SettingsFile.Read(call.Error.WriteLine);
        string? context = ContextArgument.InFile(call.Parsed.GetValue(GlobalOptions.Context), file);
        SettingWords.CheckKey(context is not null, key);
        SettingsFile.Write(file.Path, file.Without(context, key));
        return Task.FromResult(ExitCodes.Passed);
    }
}
