using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Contexts;

/// <summary><c>taskue context</c>.</summary>
internal static class ContextGroup
{
    public static Group Build() => new("context", ["contexts", "ctx"], "Contexts: servers and namespaces under names, kept in the settings file.",
        static () =>
        [
            ContextListCommand.Build(),
            ContextUseCommand.Build(),
            ContextAddCommand.Build(),
            ContextRemoveCommand.Build(),
        ],
        "taskue context list", "taskue context use prod");
}
