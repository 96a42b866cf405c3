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
            TaskCountCommand.Build(),
            TaskWaitCommand.Build(),
            TaskWatchCommand.Build(),
            TaskDeleteCommand.Build(),
        ],
        "taskue task list --state failed --since 1h", "taskue task get @latest-failed");
}
