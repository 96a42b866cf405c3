using Taskue.Cli.Parsing;
using Taskue.Cli.Settings;

namespace Taskue.Cli.Commands.Config;

/// <summary>The name of a context that must be there.</summary>
internal static class ContextArgument
{
    public static string? InFile(string? name, SettingsText file)
    {
        if (name is null || file.Contexts.ContainsKey(name))
        {
            return name;
        }

        string? near = UsageText.Nearest(name, file.Contexts.Keys);
        throw new UsageException($"{file.Path} has no context '{name}'."
            + (near is not null ? $" Did you mean '{near}'?" : $" Make it: taskue context add {name}"));
    }
}
