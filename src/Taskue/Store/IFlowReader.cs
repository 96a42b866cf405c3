namespace Taskue.Store;

/// <summary>What a running task may read: also where the store is reached through another process.</summary>
internal interface IFlowReader
{
    /// <summary>flow_get.lua: the workflow without its tasks, or null.</summary>
    Task<WorkflowInfo?> GetFlowAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>flow_get.lua: the tasks in one row of a stage's plan.</summary>
    Task<IReadOnlyList<TaskInfo>> GetFlowTasksAsync(string id, int stage, int row, bool full, CancellationToken cancellationToken = default);
}
