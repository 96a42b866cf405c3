namespace Taskue.Store;

/// <summary>The one seam between Taskue and Redis: a method a transition, each one script and one round trip.</summary>
/// <remarks>
/// Every method throws <see cref="StoreException"/> when Redis cannot be reached or refuses. Each may be repeated after a lost reply:
/// the header of its script in <c>Scripts/</c> says what then holds.
/// </remarks>
internal interface IStore : IFlowReader
{
    string Namespace { get; }

    /// <summary>enqueue.lua: how many of the tasks were new.</summary>
    Task<int> EnqueueAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken = default);

    /// <summary>enqueue_flow.lua, as often as the workflow's size needs.</summary>
    Task EnqueueFlowAsync(NewFlow flow, CancellationToken cancellationToken = default);

    /// <summary>exchange.lua, blocking its thread: a runner's dispatch depends on no thread pool.</summary>
    /// <param name="runner">Whose call it is.</param>
    /// <param name="call">What it brings and asks for.</param>
    /// <param name="connection">The thread's own connection; without one it goes through the multiplexer.</param>
    /// <param name="meanwhile">Done when the call is on its way, before its answer is waited for.</param>
    ExchangeReply Exchange(RunnerKeys runner, Exchange call, BlockingConnection? connection = null, Action? meanwhile = null);

    /// <summary>heartbeat.lua, blocking its thread: heartbeats depend on no thread pool.</summary>
    HeartbeatReply Heartbeat(RunnerKeys runner, TimeSpan period, TimeSpan expiry, BlockingConnection? connection = null);

    /// <summary>register.lua</summary>
    Task<RegisterReply> RegisterAsync(RunnerKeys runner, RunnerRow row, TimeSpan period, TimeSpan expiry);

    /// <summary>announce.lua: false if the incarnation is not registered (any more).</summary>
    Task<bool> AnnounceAsync(RunnerKeys runner, string text);

    /// <summary>leave.lua: false if the incarnation was not registered (any more).</summary>
    Task<bool> LeaveAsync(RunnerKeys runner, bool stopped);

    /// <summary>resync.lua, slice by slice and blocking: the ids that the runner holds no longer, or null if it is not registered.</summary>
    IReadOnlyList<string>? Resync(
        RunnerKeys runner, long lastCall, IReadOnlyList<(string Id, long Starts)> held, BlockingConnection? connection = null);

    /// <summary>patrol.lua</summary>
    Task<PatrolReply> PatrolAsync(RunnerKeys runner, PatrolPlace place, TimeSpan pastDeadline);

    /// <summary>recover.lua: one slice; whether there is more to move.</summary>
    Task<RecoverReply> RecoverAsync(LostRunner lost, TimeSpan period, TimeSpan expiry, int maxDeaths);

    /// <summary>give_up.lua: how many of the tasks were ended.</summary>
    Task<int> GiveUpAsync(IReadOnlyList<Overdue> tasks, TimeSpan pastDeadline, TimeSpan heldFor);

    /// <summary>advance.lua, with the queues it asks for: how many workflows are still to be moved.</summary>
    Task<int> AdvanceAsync(string? workflow, IReadOnlyList<string> queues, CancellationToken cancellationToken = default);

    /// <summary>sweep.lua: whether there is more to sweep.</summary>
    Task<bool> SweepAsync();

    /// <summary>await.lua: for each id whether it has ended, is waited for, or is not there.</summary>
    Task<IReadOnlyList<AwaitReply>> AwaitAsync(string client, IReadOnlyList<string> ids);

    /// <summary>get.lua: those of the ids that are there, in order.</summary>
    Task<IReadOnlyList<TaskInfo>> GetAsync(IReadOnlyList<string> ids, bool full, CancellationToken cancellationToken = default);

    /// <summary>list.lua</summary>
    Task<IReadOnlyList<TaskInfo>> ListAsync(TaskQuery query, CancellationToken cancellationToken = default);

    /// <summary>find.lua: the ids of tasks and of workflows that begin so.</summary>
    Task<(IReadOnlyList<string> Tasks, IReadOnlyList<string> Flows)> FindAsync(
        string beginning, bool tasks, bool flows, int most, CancellationToken cancellationToken = default);

    /// <summary>search.lua: what one call finds.</summary>
    Task<SearchReply<TaskInfo>> SearchTasksAsync(Search search, CancellationToken cancellationToken = default);

    /// <summary>flow_search.lua: what one call finds.</summary>
    Task<SearchReply<WorkflowInfo>> SearchFlowsAsync(Search search, CancellationToken cancellationToken = default);

    /// <summary>running.lua, slice by slice: what an incarnation holds, and how many tasks run from each queue.</summary>
    Task<RunningNow> RunningAsync(string? incarnation, CancellationToken cancellationToken = default);

    /// <summary>explain.lua, with the queue that it asks for: what decides why a task or workflow does not run; null where it is not there.</summary>
    /// <param name="id">The id.</param>
    /// <param name="brief">Looks neither for the place in the queue nor for its pace: for many calls at once.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<ExplainFacts?> ExplainAsync(string id, bool brief = false, CancellationToken cancellationToken = default);

    /// <summary>slow.lua: some of the tasks that have run for so long, the longest first, and how long passed tasks of their kinds took.</summary>
    Task<IReadOnlyList<LongTask>> LongRunningAsync(TimeSpan least, CancellationToken cancellationToken = default);

    /// <summary>audit.lua, slice by slice: what should not be there, or not for long.</summary>
    Task<AuditFacts> AuditAsync(CancellationToken cancellationToken = default);

    /// <summary>overview.lua</summary>
    Task<NamespaceOverview> OverviewAsync(CancellationToken cancellationToken = default);

    /// <summary>flow_list.lua</summary>
    Task<IReadOnlyList<WorkflowInfo>> ListFlowsAsync(WorkflowQuery query, CancellationToken cancellationToken = default);

    /// <summary>delete_task.lua</summary>
    Task DeleteTaskAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>delete_flow.lua</summary>
    Task DeleteFlowAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>registry.lua, page by page.</summary>
    Task<IReadOnlyList<RunnerInfo>> RunnersAsync(CancellationToken cancellationToken = default);

    /// <summary>control.lua: false if no living runner has this name.</summary>
    Task<bool> ControlAsync(string runnerName, RunnerCommand command, CancellationToken cancellationToken = default);

    /// <summary>retention.lua</summary>
    Task SetRetentionAsync(IReadOnlyDictionary<TaskState, TimeSpan> keep, CancellationToken cancellationToken = default);

    /// <summary>retention.lua; null keeps logs as long as their tasks.</summary>
    Task SetLogRetentionAsync(TimeSpan? keep, CancellationToken cancellationToken = default);

    /// <summary>append_logs.lua, blocking its thread: the places of the appends that were refused.</summary>
    /// <param name="incarnation">Who holds the tasks.</param>
    /// <param name="appends">What to keep; those of an attempt in order.</param>
    /// <param name="limits">What is kept of an attempt and of a task.</param>
    /// <param name="lost">The server is full: it is to note what is lost, without the lines.</param>
    /// <param name="connection">The thread's own connection.</param>
    IReadOnlyList<int> AppendLogs(
        string incarnation, IReadOnlyList<LogAppend> appends, LogLimits limits, bool lost = false, BlockingConnection? connection = null);

    /// <summary>log_read.lua: the next lines of a task's log, or null if there is no such task.</summary>
    Task<LogSlice?> ReadLogAsync(string id, LogPlace from, LogFilter filter, int limit, CancellationToken cancellationToken = default);

    /// <summary>log_tail.lua, as often as it needs: where the last lines begin, or null if there is no such task.</summary>
    Task<LogPlace?> FindLogTailAsync(string id, LogFilter filter, int lines, CancellationToken cancellationToken = default);

    /// <summary>log_flow.lua: the tasks with a log in one row of a workflow's plan, or null if there is no such workflow.</summary>
    Task<FlowLogs?> ReadFlowLogsAsync(string id, int stage, int row, CancellationToken cancellationToken = default);

    /// <summary>purge.lua</summary>
    Task PurgeAsync(bool force, CancellationToken cancellationToken = default);
}
