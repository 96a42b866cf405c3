using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Taskue.Store;

namespace Taskue;

/// <summary>What the attempts of one runner have in common.</summary>
internal sealed class TaskHost
{
    private readonly ITaskMiddleware[] fixedMiddleware;
    private readonly bool middlewareFromServices;
    private readonly InProcessExecutor inProcess;
    private readonly RunnerMethods methods;
    private readonly ILogger log;

    public TaskHost(RunnerOptions options, RunnerMethods methods, StuckTasks stuck, string runnerName, IStore store, ILogger log)
    {
        Options = options;
        this.methods = methods;
        RunnerName = runnerName;
        Store = store;
        this.log = log;
        Stuck = stuck;
        fixedMiddleware = [.. options.Middleware];
        inProcess = new InProcessExecutor(this);
        middlewareFromServices = options.Services?.GetService<IServiceProviderIsService>()?.IsService(typeof(ITaskMiddleware)) ?? false;
    }

    public RunnerOptions Options { get; }

    public string RunnerName { get; }

    public IStore Store { get; }

    /// <summary>The methods as they are at this moment.</summary>
    public MethodTable Methods => methods.Table;

    public StuckTasks Stuck { get; }

    /// <summary>Takes an attempt's outcome; set by the dispatcher, once.</summary>
    public Action<RunningTask, FinishedStart> Settled { get; set; } = static (_, _) => { };

    /// <summary>How the body of such a task is run here.</summary>
    public IExecutor ExecutorFor(SpecRecord spec) => inProcess;

    public IReadOnlyList<ITaskMiddleware> MiddlewareFor(RunningTask attempt) => middlewareFromServices
        ? [.. fixedMiddleware, .. attempt.Services.GetServices<ITaskMiddleware>()]
        : fixedMiddleware;

    public ILogger LoggerFor(RunningTask attempt) =>
        Options.LoggerFactory is { } factory ? new TaskLogger(factory.CreateLogger("Taskue.Task"), attempt) : NullLogger.Instance;

    public void TaskHeld(RunningTask attempt, string reason) => RunnerLog.Held(log, attempt.TaskId, reason);

    public void BodyFailed(RunningTask attempt, Exception fault) => RunnerLog.TaskFailed(log, attempt.TaskId, "failed", fault);

    public void CallbackFailed(Exception fault) => RunnerLog.Unexpected(log, RunnerName, fault);

    public void Unexpected(Exception fault) => RunnerLog.Unexpected(log, RunnerName, fault);

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
