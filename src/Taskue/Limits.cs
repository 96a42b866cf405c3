namespace Taskue;

/// <summary>What one task or workflow may measure. Each is refused beyond with an error that names it.</summary>
internal static class Limits
{
    public const int Stages = 1_000;
    public const int WorkflowTasks = 10_000;
    public const int WorkflowQueues = 32;
    public const int WorkflowBytes = 16 * 1024 * 1024;
    public const int TitleLength = 256;
    public const int NameLength = 64;
    public const int Retries = 1_000;

    /// <summary>Tasks in one row of a workflow's plan; the same number stands in <c>shared/flow.lua</c>.</summary>
    public const int PlanRow = 500;

    /// <summary>Tasks that one call stores, claims or ends at most.</summary>
    public const int Batch = 1_000;

    /// <summary>Payload or result bytes after which a call is full; its last item may go over.</summary>
    public const int BatchBytes = 8 * 1024 * 1024;
}
