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
    private readonly ILogger? taskLogger;

    public TaskHost(RunnerOptions options, RunnerMethods methods, StuckTasks stuck, string runnerName, IFlowReader flows, ILogger log)
    {
        Options = options;
        this.methods = methods;
        RunnerName = runnerName;
        Flows = flows;
        this.log = log;
        taskLogger = LoggerOf("Taskue.Task");
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

    /// <summary>Which of its tasks wait for others.</summary>
    public TaskWaits Waits { get; } = new(TimeProvider.System);

    /// <summary>Where what tasks write goes; none where nothing is captured.</summary>
    public LogShipper? Logs { get; init; }

    public SecretMask Secrets { get; }

    /// <summary>Takes an attempt's outcome; set by the dispatcher, once.</summary>
    public Action<RunningTask, FinishedStart> Settled { get; set; } = static (_, _) => { };

    /// <summary>Tasks cannot be run any more; set by the runner's life, called once.</summary>
    public Action<Exception> Broken { get; set; } = static _ => { };

    /// <summary>Whether such a task can be run here, as far as its method and options say.</summary>
    public bool CanRun(SpecRecord? spec) => spec is { UnknownDemand: null } && methods.Knows(spec.Method);

    /// <summary>Makes ready what runs the tasks, before the first one is taken.</summary>
    /// <exception cref="ChildException">Child processes cannot be started.</exception>
    public Task StartAsync() => children?.StartAsync() ?? Task.CompletedTask;

    /// <summary>How the body of such a task is run here.</summary>
    public IExecutor ExecutorFor(SpecRecord spec) => spec.IsShell ? shell : executor;

    /// <summary>An attempt has named a secret; a child tells its runner, which masks what it writes.</summary>
    public Action<string> SecretAdded { get; init; } = static _ => { };

    /// <summary>An exception of a type was thrown, and whether it is the outcome; a child tells its runner before anything else is called.</summary>
    public Action<string, bool> Threw { get; init; } = static (_, _) => { };

    public IReadOnlyList<ITaskMiddleware> MiddlewareFor(RunningTask attempt) => middlewareFromServices
        ? [.. fixedMiddleware, .. attempt.Services.GetServices<ITaskMiddleware>()]
        : fixedMiddleware;

    public ILogger LoggerFor(RunningTask attempt) => LoggerFor(attempt, taskLogger);

    public ILogger LoggerFor(RunningTask attempt, ILogger? inner) => Logs is null && inner is null
        ? NullLogger.Instance : new CapturingLogger(attempt, inner);

    /// <summary>A child does not know a method.</summary>
    public void Lacks(string method) => methods.Lacks(method);

    /// <summary>An attempt in a child has written something.</summary>
    public void LogFromChild(RunningTask attempt, ChildWord.Log said)
    {
        if (said.Source is LogSource.Output or LogSource.Error)
        {
            attempt.Log.Write(said.Source, said.Text);
        }
        else if (LoggerFor(attempt, said.Category is null ? taskLogger : LoggerOf(said.Category)) is var logger && logger.IsEnabled(said.Level))
        {
            logger.Log(said.Level, new EventId(said.EventId), said.Text, null, static (text, _) => text);
        }
    }

    public void Dispose() => children?.Dispose();

    // What the runner itself logs is no line of the task's, although it is said inside of it.
    public void Report(RunningTask attempt, FinishedStart outcome, Exception? fault)
    {
        using (Passing.Begin())
        {
            RunnerLog.Ended(log, attempt, outcome, fault);
        }
    }

    public void ConsoleReplaced(RunningTask attempt)
    {
        using (Passing.Begin())
        {
            RunnerLog.ConsoleReplaced(log, attempt.TaskId, attempt.Title);
        }
    }

    public void DisposalFailed(RunningTask attempt, Exception fault)
    {
        using (Passing.Begin())
        {
            RunnerLog.DisposalFailed(log, attempt.TaskId, fault);
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

    private SafeLogger? LoggerOf(string category) => Options.LoggerFactory is { } factory ? new SafeLogger(factory.CreateLogger(category)) : null;
}
