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
        Secrets = SecretMask.Of(options.Secrets);
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

    /// <summary>Where what tasks write goes; none where nothing is captured.</summary>
    public LogShipper? Logs { get; init; }

    public SecretMask Secrets { get; }

    /// <summary>Takes an attempt's outcome; set by the dispatcher, once.</summary>
    public Action<RunningTask, FinishedStart> Settled { get; set; } = static (_, _) => { };

    /// <summary>How the body of such a task is run here.</summary>
    public IExecutor ExecutorFor(SpecRecord spec) => inProcess;

    public IReadOnlyList<ITaskMiddleware> MiddlewareFor(RunningTask attempt) => middlewareFromServices
        ? [.. fixedMiddleware, .. attempt.Services.GetServices<ITaskMiddleware>()]
        : fixedMiddleware;

    public ILogger LoggerFor(RunningTask attempt) => LoggerFor(attempt, Options.LoggerFactory?.CreateLogger("Taskue.Task"));

    public ILogger LoggerFor(RunningTask attempt, ILogger? inner) => Logs is null && inner is null
        ? NullLogger.Instance : new CapturingLogger(attempt, inner);

    // What the runner itself logs is no line of the task's, although it is said inside of it.
    public void TaskHeld(RunningTask attempt, string reason)
    {
        using (Passing.Begin())
        {
            RunnerLog.Held(log, attempt.TaskId, reason);
        }
    }

    public void BodyFailed(RunningTask attempt, Exception fault)
    {
        using (Passing.Begin())
        {
            RunnerLog.TaskFailed(log, attempt.TaskId, "failed", fault);
        }
    }

    public void CallbackFailed(Exception fault) => Unexpected(fault);

    public void Unexpected(Exception fault)
    {
        using (Passing.Begin())
        {
            RunnerLog.Unexpected(log, RunnerName, fault);
        }
    }
}
