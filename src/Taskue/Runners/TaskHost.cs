using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Taskue.Store;

namespace Taskue;

/// <summary>What the attempts of one runner have in common.</summary>
internal sealed class TaskHost : IDisposable
{
    private readonly ITaskMiddleware[] fixedMiddleware;
    private readonly bool middlewareFromServices;
    private readonly IExecutor executor;
    private readonly IExecutor shell;
    private readonly TaskProcessPool? children;
    private readonly RunnerMethods methods;
    private readonly ILogger log;

    public TaskHost(RunnerOptions options, RunnerMethods methods, StuckTasks stuck, string runnerName, IFlowReader flows, ILogger log)
    {
        Options = options;
        this.methods = methods;
        RunnerName = runnerName;
        Flows = flows;
        this.log = log;
        Stuck = stuck;
        fixedMiddleware = [.. options.Middleware];
        children = options.Isolation == TaskIsolation.Process ? new TaskProcessPool(this, methods, log) { Broken = fault => Broken(fault) } : null;
        shell = new ShellExecutor(this);
        executor = children is null ? new InProcessExecutor(this) : new ProcessExecutor(children);
        middlewareFromServices = options.Services?.GetService<IServiceProviderIsService>()?.IsService(typeof(ITaskMiddleware)) ?? false;
    }

    public RunnerOptions Options { get; }

    public string RunnerName { get; }

    /// <summary>Where attempts read of the other tasks of their workflow.</summary>
    public IFlowReader Flows { get; }

    /// <summary>The methods as they are at this moment.</summary>
    public MethodTable Methods => methods.Table;

    public StuckTasks Stuck { get; }

    /// <summary>Takes an attempt's outcome; set by the dispatcher, once.</summary>
    public Action<RunningTask, FinishedStart> Settled { get; set; } = static (_, _) => { };

    /// <summary>Tasks cannot be run any more; set by the runner's life, called once.</summary>
    public Action<Exception> Broken { get; set; } = static _ => { };

    /// <summary>Makes ready what runs the tasks, before the first one is taken.</summary>
    /// <exception cref="ChildException">Child processes cannot be started.</exception>
    public Task StartAsync() => children?.StartAsync() ?? Task.CompletedTask;

    /// <summary>How the body of such a task is run here.</summary>
    public IExecutor ExecutorFor(SpecRecord spec) => spec.IsShell ? shell : executor;

    /// <summary>Takes what an attempt writes.</summary>
    public Func<RunningTask, ITaskLog> Log { get; set; } = static _ => NoLog.Instance;

    public IReadOnlyList<ITaskMiddleware> MiddlewareFor(RunningTask attempt) => middlewareFromServices
        ? [.. fixedMiddleware, .. attempt.Services.GetServices<ITaskMiddleware>()]
        : fixedMiddleware;

    public ILogger LoggerFor(RunningTask attempt) =>
        Options.LoggerFactory is { } factory ? new TaskLogger(factory.CreateLogger("Taskue.Task"), attempt) : NullLogger.Instance;

    /// <summary>A child has ended an attempt: says of it what is said of those in this process.</summary>
    public void EndedInChild(RunningTask attempt, string method, Ending ending, byte[] tail)
    {
        if (ending is Ending.Held or Ending.Failed && OutcomeRecord.TryRead(tail, out OutcomeRecord record))
        {
            if (ending == Ending.Held)
            {
                methods.Lacks(method);
                TaskHeld(attempt, record.Error?.Message ?? "");
            }
            else
            {
                RunnerLog.TaskFailed(log, attempt.TaskId, "failed", null);
            }
        }
    }

    /// <summary>An attempt in a child has written something.</summary>
    public void LogFromChild(RunningTask attempt, LogLevel level, LogSource source, string? category, int id, string text)
    {
        attempt.Log.Append(level, source, text);
        if (source == LogSource.Logger && Options.LoggerFactory is { } factory)
        {
            new TaskLogger(factory.CreateLogger(category ?? "Taskue.Task"), attempt).Log(level, new EventId(id), text, null, static (said, _) => said);
        }
    }

    public void Dispose() => children?.Dispose();

    public void TaskHeld(RunningTask attempt, string reason) => RunnerLog.Held(log, attempt.TaskId, reason);

    public void BodyFailed(RunningTask attempt, Exception fault) => RunnerLog.TaskFailed(log, attempt.TaskId, "failed", fault);

    public void CallbackFailed(Exception fault) => RunnerLog.Unexpected(log, RunnerName, fault);

    public void Unexpected(Exception fault) => RunnerLog.Unexpected(log, RunnerName, fault);

    private sealed class NoLog : ITaskLog
    {
        public static readonly NoLog Instance = new();

        public void Append(LogLevel level, LogSource source, string text)
        {
        }
    }

    /// <summary>A logger whose every line carries the task's id and start.</summary>
    private sealed class TaskLogger(ILogger inner, RunningTask attempt) : ILogger
    {
        private readonly KeyValuePair<string, object>[] scope = [new("TaskId", attempt.TaskId), new("Starts", attempt.Starts)];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            using (inner.BeginScope(scope))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
