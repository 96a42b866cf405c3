using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Namespaces;

/// <summary><c>taskue namespace</c>.</summary>
internal static class NamespaceGroup
{
    public static Group Build() => new("namespace", ["namespaces", "ns"], "Namespaces: groups of queues, tasks, workflows and runners that know nothing of each other.",
        static () =>
        [
            NamespaceGetCommand.Build(),
            NamespaceListCommand.Build(),
            NamespaceSwitchCommand.Build(),
            NamespaceDeleteCommand.Build(),
        ],
        "taskue namespace get", "taskue namespace switch shop");
}
