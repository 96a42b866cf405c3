namespace Taskue.Store.Tests;

/// <summary>A store that looks at the raw keys after every call that may have written.</summary>
internal sealed class Watched(IStore inner, Func<string, Task> look) : IStore
{
    public string Namespace => inner.Namespace;

    public Task<int> EnqueueAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken = default) =>
        Then("enqueue", inner.EnqueueAsync(tasks, cancellationToken));

    public async Task EnqueueFlowAsync(NewFlow flow, CancellationToken cancellationToken = default)
    {
        await inner.EnqueueFlowAsync(flow, cancellationToken);
        await look("enqueue_flow");
    }

    public ExchangeReply Exchange(RunnerKeys runner, Exchange call, BlockingConnection? connection = null, Action? meanwhile = null) =>
        Then("exchange", inner.Exchange(runner, call, connection, meanwhile));

    public HeartbeatReply Heartbeat(RunnerKeys runner, TimeSpan period, TimeSpan expiry, BlockingConnection? connection = null) =>
        Then("heartbeat", inner.Heartbeat(runner, period, expiry, connection));

    public Task<RegisterReply> RegisterAsync(RunnerKeys runner, RunnerRow row, TimeSpan period, TimeSpan expiry) =>
        Then("register", inner.RegisterAsync(runner, row, period, expiry));

    public Task<bool> AnnounceAsync(RunnerKeys runner, string text) => Then("announce", inner.AnnounceAsync(runner, text));

    public Task<bool> LeaveAsync(RunnerKeys runner, bool stopped) => Then("leave", inner.LeaveAsync(runner, stopped));

    public IReadOnlyList<string>? Resync(
        RunnerKeys runner, long lastCall, IReadOnlyList<(string Id, long Starts)> held, BlockingConnection? connection = null) =>
        Then("resync", inner.Resync(runner, lastCall, held, connection));

    public Task<PatrolReply> PatrolAsync(RunnerKeys runner, PatrolPlace place, TimeSpan pastDeadline) => inner.PatrolAsync(runner, place, pastDeadline);

    public Task<RecoverReply> RecoverAsync(LostRunner lost, TimeSpan period, TimeSpan expiry, int maxDeaths) =>
        Then("recover", inner.RecoverAsync(lost, period, expiry, maxDeaths));

    public Task<int> GiveUpAsync(IReadOnlyList<Overdue> tasks, TimeSpan pastDeadline, TimeSpan heldFor) =>
        Then("give_up", inner.GiveUpAsync(tasks, pastDeadline, heldFor));

    public Task<int> AdvanceAsync(string? workflow, IReadOnlyList<string> queues, CancellationToken cancellationToken = default) =>
        Then("advance", inner.AdvanceAsync(workflow, queues, cancellationToken));

    public Task<bool> SweepAsync() => Then("sweep", inner.SweepAsync());

    public Task<IReadOnlyList<AwaitReply>> AwaitAsync(string client, IReadOnlyList<string> ids) => Then("await", inner.AwaitAsync(client, ids));

    public Task<IReadOnlyList<TaskInfo>> GetAsync(IReadOnlyList<string> ids, bool full, CancellationToken cancellationToken = default) =>
        inner.GetAsync(ids, full, cancellationToken);

    public Task<IReadOnlyList<TaskInfo>> ListAsync(TaskQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(query, cancellationToken);

    public Task<(IReadOnlyList<string> Tasks, IReadOnlyList<string> Flows)> FindAsync(
        string beginning, bool tasks, bool flows, int most, CancellationToken cancellationToken = default) =>
        inner.FindAsync(beginning, tasks, flows, most, cancellationToken);

    public Task<SearchReply<TaskInfo>> SearchTasksAsync(Search search, CancellationToken cancellationToken = default) =>
        inner.SearchTasksAsync(search, cancellationToken);

    public Task<SearchReply<WorkflowInfo>> SearchFlowsAsync(Search search, CancellationToken cancellationToken = default) =>
        inner.SearchFlowsAsync(search, cancellationToken);

    public Task<RunningNow> RunningAsync(string? incarnation, CancellationToken cancellationToken = default) => inner.RunningAsync(incarnation, cancellationToken);

    public Task<ExplainFacts?> ExplainAsync(string id, bool brief = false, CancellationToken cancellationToken = default) =>
        inner.ExplainAsync(id, brief, cancellationToken);

    public Task<IReadOnlyList<LongTask>> LongRunningAsync(TimeSpan least, CancellationToken cancellationToken = default) =>
        inner.LongRunningAsync(least, cancellationToken);

    public Task<AuditFacts> AuditAsync(CancellationToken cancellationToken = default) => inner.AuditAsync(cancellationToken);

    public Task<NamespaceOverview> OverviewAsync(CancellationToken cancellationToken = default) => inner.OverviewAsync(cancellationToken);

    public Task<WorkflowInfo?> GetFlowAsync(string id, CancellationToken cancellationToken = default) => inner.GetFlowAsync(id, cancellationToken);

    public Task<IReadOnlyList<TaskInfo>> GetFlowTasksAsync(string id, int stage, int row, bool full, CancellationToken cancellationToken = default) =>
        inner.GetFlowTasksAsync(id, stage, row, full, cancellationToken);

    public Task<IReadOnlyList<WorkflowInfo>> ListFlowsAsync(WorkflowQuery query, CancellationToken cancellationToken = default) =>
        inner.ListFlowsAsync(query, cancellationToken);

    public async Task DeleteTaskAsync(string id, CancellationToken cancellationToken = default)
    {
        await inner.DeleteTaskAsync(id, cancellationToken);
        await look("delete_task");
    }

    public async Task DeleteFlowAsync(string id, CancellationToken cancellationToken = default)
    {
        await inner.DeleteFlowAsync(id, cancellationToken);
        await look("delete_flow");
    }

    public Task<IReadOnlyList<RunnerInfo>> RunnersAsync(CancellationToken cancellationToken = default) => inner.RunnersAsync(cancellationToken);

    public Task<bool> ControlAsync(string runnerName, RunnerCommand command, CancellationToken cancellationToken = default) =>
        Then("control", inner.ControlAsync(runnerName, command, cancellationToken));

    public async Task SetRetentionAsync(IReadOnlyDictionary<TaskState, TimeSpan> keep, CancellationToken cancellationToken = default)
    {
        await inner.SetRetentionAsync(keep, cancellationToken);
        await look("retention");
    }

    public async Task SetLogRetentionAsync(TimeSpan? keep, CancellationToken cancellationToken = default)
    {
        await inner.SetLogRetentionAsync(keep, cancellationToken);
        await look("retention");
    }

    public IReadOnlyList<int> AppendLogs(
        string incarnation, IReadOnlyList<LogAppend> appends, LogLimits limits, bool lost = false, BlockingConnection? connection = null) =>
        Then("append_logs", inner.AppendLogs(incarnation, appends, limits, lost, connection));

    public Task<LogSlice?> ReadLogAsync(string id, LogPlace from, LogFilter filter, int limit, CancellationToken cancellationToken = default) =>
        inner.ReadLogAsync(id, from, filter, limit, cancellationToken);

    public Task<LogPlace?> FindLogTailAsync(string id, LogFilter filter, int lines, CancellationToken cancellationToken = default) =>
        inner.FindLogTailAsync(id, filter, lines, cancellationToken);

    public Task<FlowLogs?> ReadFlowLogsAsync(string id, int stage, int row, CancellationToken cancellationToken = default) =>
        inner.ReadFlowLogsAsync(id, stage, row, cancellationToken);

    public async Task PurgeAsync(bool force, CancellationToken cancellationToken = default)
    {
        await inner.PurgeAsync(force, cancellationToken);
        await look("purge");
    }

    private async Task<T> Then<T>(string what, Task<T> call)
    {
        T result = await call;
        await look(what);
        return result;
    }

    private T Then<T>(string what, T result)
    {
        look(what).GetAwaiter().GetResult();
        return result;
    }
}
