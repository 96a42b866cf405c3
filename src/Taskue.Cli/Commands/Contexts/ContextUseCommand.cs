using System.CommandLine;
using Taskue.Cli.Commands.Config;
using Taskue.Cli.Parsing;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Contexts;

/// <summary><c>taskue context use</c>.</summary>
internal static class ContextUseCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The context; - for none." };

    static ContextUseCommand() => Name.CompletionSources.Add(Completion.Contexts);

    public static Command Build() => new ExampleCommand("use", "Makes a context the one that commands work in, until another is used.",
        "taskue context use prod",
        "taskue context use -")
    {
        Name,
    }.Runs(Run);

    private static Task<int> Run(Invocation call)
    {
        SettingsText file = SettingsFile.Read(call.Error.WriteLine);
        string name = call.Value(Name);
        SettingsFile.Write(file.Path, name == "-"
            ? file.Without(null, SettingList.CurrentContext)
            : file.With(null, SettingList.CurrentContext, TomlText.Quoted(ContextArgument.InFile(name, file)!)));
        if (Environment.GetEnvironmentVariable(ResolvedSettings.ContextVariable) is { Length: > 0 } variable && variable != name)
        {
            call.Error.WriteLine($"warning: {ResolvedSettings.ContextVariable} is set, and names '{variable}' as long as it is.");
        }

        return Task.FromResult(ExitCodes.Passed);
    }
}
