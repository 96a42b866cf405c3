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
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        SettingsText file = SettingsFile.Read(call.Error.WriteLine);
        string name = ContextArgument.InFile(call.Value(Name), file)!;
        Consent.Ask(call, $"Remove the context '{name}' from {file.Path}?");
        await SettingsFile.UpdateAsync(static _ => { }, now => Without(name, now));
        return ExitCodes.Passed;
    }

    private static string Without(string name, SettingsText file)
    {
        bool isCurrent = file.Root.TryGetValue(SettingList.CurrentContext, out SettingValue current) && current.Text == name;
        return (isCurrent ? new SettingsText(file.Path, file.Without(null, SettingList.CurrentContext)) : file).Without(name);
    }
}
