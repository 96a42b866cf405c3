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
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        string name = call.Value(Name);
        await SettingsFile.UpdateAsync(call.Error.WriteLine, file => name == "-"
            ? file.Without(null, SettingList.CurrentContext)
            : file.With(null, SettingList.CurrentContext, TomlText.Quoted(ContextArgument.InFile(name, file)!)));
        if (Environment.GetEnvironmentVariable(ResolvedSettings.ContextVariable) is { Length: > 0 } variable && variable != name)
        {
            await call.Error.WriteLineAsync($"warning: {ResolvedSettings.ContextVariable} is set, and names '{variable}' as long as it is.");
        }

        return ExitCodes.Passed;
    }
}
