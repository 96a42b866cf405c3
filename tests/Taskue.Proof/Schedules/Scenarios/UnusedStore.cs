using Taskue.Store;

namespace Taskue.Proof.Schedules.Scenarios;

/// <summary>A store of which a scenario gives the part that it is about.</summary>
internal abstract class UnusedStore : IStore
{
    public string Namespace => "schedules";

    public virtual Task<int> EnqueueAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken = default) => throw Unused();

    public virtual Task EnqueueFlowAsync(NewFlow flow, CancellationToken cancellationToken = default) => throw Unused();

    public virtual ExchangeReply Exchange(RunnerKeys runner, Exchange call, BlockingConnection? connection = null, Action? meanwhile = null) => throw Unused();

    public virtual HeartbeatReply Heartbeat(RunnerKeys runner, TimeSpan period, TimeSpan expiry, BlockingConnection? connection = null) => throw Unused();

    public virtual Task<RegisterReply> RegisterAsync(RunnerKeys runner, RunnerRow row, TimeSpan period, TimeSpan expiry) => throw Unused();

    public virtual Task<bool> AnnounceAsync(RunnerKeys runner, string text) => throw Unused();

    public virtual Task<bool> LeaveAsync(RunnerKeys runner, bool stopped) => throw Unused();

    public virtual IReadOnlyList<string>? Resync(
        RunnerKeys runner, long lastCall, IReadOnlyList<(string Id, long Starts)> held, BlockingConnection? connection = null) => throw Unused();

    public virtual Task<PatrolReply> PatrolAsync(RunnerKeys runner, PatrolPlace place, TimeSpan pastDeadline) => throw Unused();

    public virtual Task<RecoverReply> RecoverAsync(LostRunner lost, TimeSpan period, TimeSpan expiry, int maxDeaths) => throw Unused();

    public virtual Task<int> GiveUpAsync(IReadOnlyList<Overdue> tasks, TimeSpan pastDeadline, TimeSpan heldFor) => throw Unused();

    public virtual Task<int> AdvanceAsync(string? workflow, IReadOnlyList<string> queues, CancellationToken cancellationToken = default) => throw Unused();

    public virtual Task<bool> SweepAsync() => throw Unused();

    public virtual Task<IReadOnlyList<AwaitReply>> AwaitAsync(string client, IReadOnlyList<string> ids) => throw Unused();

    public virtual IReadOnlyList<int> AppendLogs(
        string incarnation, IReadOnlyList<LogAppend> appends, LogLimits limits, bool lost = false, BlockingConnection? connection = null) => throw Unused();

    public Task<IReadOnlyList<TaskInfo>> GetAsync(IReadOnlyList<string> ids, bool full, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<TaskInfo>> ListAsync(TaskQuery query, CancellationToken cancellationToken = default) => throw Unused();

    public Task<(IReadOnlyList<string> Tasks, IReadOnlyList<string> Flows)> FindAsync(
        string beginning, bool tasks, bool flows, int most, CancellationToken cancellationToken = default) => throw Unused();

    public Task<SearchReply<TaskInfo>> SearchTasksAsync(Search search, CancellationToken cancellationToken = default) => throw Unused();

    public Task<SearchReply<WorkflowInfo>> SearchFlowsAsync(Search search, CancellationToken cancellationToken = default) => throw Unused();

    public Task<RunningNow> RunningAsync(string? incarnation, CancellationToken cancellationToken = default) => throw Unused();

    public Task<ExplainFacts?> ExplainAsync(string id, bool brief = false, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<LongTask>> LongRunningAsync(TimeSpan least, CancellationToken cancellationToken = default) => throw Unused();

    public Task<AuditFacts> AuditAsync(CancellationToken cancellationToken = default) => throw Unused();

    public Task<NamespaceOverview> OverviewAsync(CancellationToken cancellationToken = default) => throw Unused();

    public Task<WorkflowInfo?> GetFlowAsync(string id, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<TaskInfo>> GetFlowTasksAsync(string id, int stage, int row, bool full, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<WorkflowInfo>> ListFlowsAsync(WorkflowQuery query, CancellationToken cancellationToken = default) => throw Unused();

    public Task DeleteTaskAsync(string id, CancellationToken cancellationToken = default) => throw Unused();

    public Task DeleteFlowAsync(string id, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<RunnerInfo>> RunnersAsync(CancellationToken cancellationToken = default) => throw Unused();

    public Task<bool> ControlAsync(string runnerName, RunnerCommand command, CancellationToken cancellationToken = default) => throw Unused();

    public Task SetRetentionAsync(IReadOnlyDictionary<TaskState, TimeSpan> keep, CancellationToken cancellationToken = default) => throw Unused();

    public Task SetLogRetentionAsync(TimeSpan? keep, CancellationToken cancellationToken = default) => throw Unused();

    public Task<LogSlice?> ReadLogAsync(string id, LogPlace from, LogFilter filter, int limit, CancellationToken cancellationToken = default) => throw Unused();

    public Task<LogPlace?> FindLogTailAsync(string id, LogFilter filter, int lines, CancellationToken cancellationToken = default) => throw Unused();

    public Task<FlowLogs?> ReadFlowLogsAsync(string id, int stage, int row, CancellationToken cancellationToken = default) => throw Unused();

    public Task PurgeAsync(bool force, CancellationToken cancellationToken = default) => throw Unused();

    private static NotSupportedException Unused() => new("This scenario has no such transition.");
}
