using Taskue.Cli.Commands.Logs;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Tasks;

/// <summary><c>taskue task</c>.</summary>
internal static class TaskGroup
{
    public static Group Build() => new("task", ["tasks", "t"], "Tasks: calls of methods, queued, running, or ended.",
        static () =>
        [
            TaskListCommand.Build(),
            TaskGetCommand.Build(),
            TaskRunCommand.Build(),
            TaskCountCommand.Build(),
            LogCommand.Build("task", IdKind.Task, "taskue task logs -f @latest", "taskue task logs 06ck3 --level warn --grep 'order \\d+' --timestamps"),
            TaskWaitCommand.Build(),
            TaskWatchCommand.Build(),
            TaskDeleteCommand.Build(),
        ],
        "taskue task list --state failed --since 1h", "taskue task get @latest-failed");
}
