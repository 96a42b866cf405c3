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
        Secrets = SecretMask.Of(options.Secrets);
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

    /// <summary>Where what tasks write goes; none where nothing is captured.</summary>
    public LogShipper? Logs { get; init; }

    public SecretMask Secrets { get; }

    /// <summary>Takes an attempt's outcome; set by the dispatcher, once.</summary>
    public Action<RunningTask, FinishedStart> Settled { get; set; } = static (_, _) => { };

    /// <summary>Tasks cannot be run any more; set by the runner's life, called once.</summary>
    public Action<Exception> Broken { get; set; } = static _ => { };

    /// <summary>Makes ready what runs the tasks, before the first one is taken.</summary>
    /// <exception cref="ChildException">Child processes cannot be started.</exception>
    public Task StartAsync() => children?.StartAsync() ?? Task.CompletedTask;

    /// <summary>How the body of such a task is run here.</summary>
    public IExecutor ExecutorFor(SpecRecord spec) => spec.IsShell ? shell : executor;

    /// <summary>An attempt has named a secret; a child tells its runner, which masks what it writes.</summary>
    public Action<string> SecretAdded { get; init; } = static _ => { };

    public IReadOnlyList<ITaskMiddleware> MiddlewareFor(RunningTask attempt) => middlewareFromServices
        ? [.. fixedMiddleware, .. attempt.Services.GetServices<ITaskMiddleware>()]
        : fixedMiddleware;

    public ILogger LoggerFor(RunningTask attempt) => LoggerFor(attempt, Options.LoggerFactory?.CreateLogger("Taskue.Task"));

    public ILogger LoggerFor(RunningTask attempt, ILogger? inner) => Logs is null && inner is null
        ? NullLogger.Instance : new CapturingLogger(attempt, inner);

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
    public void LogFromChild(RunningTask attempt, ChildWord.Log said)
    {
        if (said.Source != LogSource.Logger)
        {
            attempt.Log.Append(said.Level, said.Source, said.Text);
        }
        else if (LoggerFor(attempt, Options.LoggerFactory?.CreateLogger(said.Category ?? "Taskue.Task")) is var logger && logger.IsEnabled(said.Level))
        {
            logger.Log(said.Level, new EventId(said.EventId), said.Text, null, static (text, _) => text);
        }
    }

    public void Dispose() => children?.Dispose();

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
