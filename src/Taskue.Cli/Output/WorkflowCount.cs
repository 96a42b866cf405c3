namespace Taskue.Cli.Output;

/// <summary>Workflows by state.</summary>
internal static class WorkflowCount
{
    public static long Of(WorkflowCounts counts, WorkflowState state) => state switch
    {
        WorkflowState.Pending => counts.Pending,
        WorkflowState.Running => counts.Running,
        WorkflowState.Passed => counts.Passed,
        WorkflowState.Failed => counts.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
