using Taskue.Cli.Commands.Logs;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Workflows;

/// <summary><c>taskue workflow</c>.</summary>
internal static class WorkflowGroup
{
    public static Group Build() => new("workflow", ["workflows", "wf"], "Workflows: stages of tasks, one after the other.",
        static () =>
        [
            WorkflowListCommand.Build(),
            WorkflowGetCommand.Build(),
            WorkflowCountCommand.Build(),
            LogCommand.Build("workflow", IdKind.Workflow, "taskue workflow logs -f @latest", "taskue workflow logs @latest-failed --failed --tail 50"),
            WorkflowWaitCommand.Build(),
            WorkflowWatchCommand.Build(),
            WorkflowDeleteCommand.Build(),
        ],
        "taskue workflow list --state running", "taskue workflow watch @latest");
}
