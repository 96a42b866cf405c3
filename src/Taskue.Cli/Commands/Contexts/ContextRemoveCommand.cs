using System.CommandLine;
using Taskue.Cli.Commands.Config;
using Taskue.Cli.Parsing;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Contexts;

/// <summary><c>taskue context remove</c>.</summary>
internal static class ContextRemoveCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The context." };

    static ContextRemoveCommand() => Name.CompletionSources.Add(Completion.Contexts);

    public static Command Build() => new ExampleCommand("remove", "Takes a context out of the settings file. What it leads to is not touched.",
        "taskue context remove staging",
        "taskue context remove old --yes")
    {
        Name,
    }.Runs(Run);

    private static Task<int> Run(Invocation call)
    {
        SettingsText file = SettingsFile.Read(call.Error.WriteLine);
        string name = ContextArgument.InFile(call.Value(Name), file)!;
        Consent.Ask(call, $"Remove the context '{name}' from {file.Path}?");
        if (file.Root.TryGetValue(SettingList.CurrentContext, out SettingValue current) && current.Text == name)
        {
            file = new SettingsText(file.Path, file.Without(null, SettingList.CurrentContext));
        }

        SettingsFile.Write(file.Path, file.Without(name));
        return Task.FromResult(ExitCodes.Passed);
    }
}
