using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Queues;

/// <summary><c>taskue queue</c>.</summary>
internal static class QueueGroup
{
    public static Group Build() => new("queue", ["queues", "q"], "Queues: where tasks wait for runners.",
        static () =>
        [
            QueueListCommand.Build(),
            QueueGetCommand.Build(),
        ],
        "taskue queue list", "taskue queue get mail");
}
