using System.CommandLine;
using Taskue.Cli.Commands.Config;
using Taskue.Cli.Parsing;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Namespaces;

/// <summary><c>taskue namespace switch</c>.</summary>
internal static class NamespaceSwitchCommand
{
    private static readonly Argument<string?> Name = NamespaceArgument.Create("The namespace; it is made by its first task.", ArgumentArity.ExactlyOne);

    public static Command Build() => new ExampleCommand("switch", "Keeps a namespace as the one to work in: in the context that is used, or in the settings file.",
        "taskue namespace switch shop",
        "taskue namespace switch shop --context prod")
    {
        Name,
    }.Runs(RunAsync);

    private static async Task<int> RunAsync(Invocation call)
    {
        string name = call.Value(Name)!;
        TaskueClient taskue = await call.ConnectAsync();
        await using TaskueClient other = await call.Checked(() => Task.FromResult(taskue.WithNamespace(name)));
        bool known = (await taskue.ListNamespacesAsync()).Contains(name, StringComparer.Ordinal);
        string? context = call.Settings.Context;
        await SettingsFile.UpdateAsync(static _ => { }, file => file.With(ContextArgument.InFile(context, file), SettingList.Namespace.Key, TomlText.Quoted(name)));
        await call.Error.WriteLineAsync($"namespace {name}{(context is null ? "" : $" in context {context}")}{(known ? "" : " (empty so far)")}");
        if (Environment.GetEnvironmentVariable(SettingList.Namespace.Variable) is { Length: > 0 } variable && variable != name)
        {
            await call.Error.WriteLineAsync($"warning: {SettingList.Namespace.Variable} is set, and names '{variable}' as long as it is.");
        }

        return ExitCodes.Passed;
    }
}
