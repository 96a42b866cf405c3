using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>What a runner logs. Event ids are stable: 1100 to 1199.</summary>
internal static partial class RunnerLog
{
    /// <summary>How an attempt ended that did not pass.</summary>
    public static void Ended(ILogger logger, RunningTask attempt, FinishedStart outcome, Exception? fault)
    {
        if (outcome.Ending is Ending.Passed or Ending.HandedBack || !OutcomeRecord.TryRead(outcome.Tail, out OutcomeRecord record))
        {
            return;
        }

        string error = record.Error is not { } known ? outcome.Reason
            : outcome.Reason == "arguments" ? $"{known.Type}: its stored arguments do not fit the method" // the message quotes them, and they are in no log
            : $"{known.Type}: {known.Message}";
        if (outcome.Ending == Ending.Held)
        {
            Held(logger, attempt.TaskId, record.Error?.Message ?? "");
            return;
        }

        bool again = attempt.IsTriedAgain(outcome);
        string word = outcome.Ending switch { Ending.TimedOut => "timed out", Ending.Errored => "cannot be run and ended", _ => "failed" };
        (long attempts, string method) = attempt.Plan;
        AttemptFailed(logger, again ? LogLevel.Warning : LogLevel.Error, attempt.TaskId, attempt.Title, method, word,
            attempt.Attempt, attempts, again ? " and is tried again" : "", error, fault);
    }

    [LoggerMessage(1100, LogLevel.Information, "Runner {Runner} serves {Queues} of namespace {Namespace}, {Concurrency} at once")]
    public static partial void Started(ILogger logger, string runner, string queues, string @namespace, int concurrency);

    [LoggerMessage(1101, LogLevel.Information, "Runner {Runner} waits for the heartbeat of an earlier runner of its name to expire, in {Wait}")]
    public static partial void WaitsForName(ILogger logger, string runner, string wait);

    [LoggerMessage(1102, LogLevel.Information, "Runner {Runner} is stopping: it finishes {Running} tasks and takes no more")]
    public static partial void Stopping(ILogger logger, string runner, int running);

    [LoggerMessage(1103, LogLevel.Information, "Runner {Runner} has stopped; {HandedBack} tasks were handed back")]
    public static partial void Stopped(ILogger logger, string runner, int handedBack);

    [LoggerMessage(1104, LogLevel.Warning, "Runner {Runner} has no usable Redis. It finishes what it runs, keeps the results, and keeps trying")]
    public static partial void StoreLost(ILogger logger, string runner, Exception fault);

    [LoggerMessage(1105, LogLevel.Information, "Runner {Runner} has a usable Redis again")]
    public static partial void StoreBack(ILogger logger, string runner);

    [LoggerMessage(1106, LogLevel.Warning, "Runner {Runner} was declared dead while it could not be heard: {Discarded} tasks it held were given to others, and their results are discarded")]
    public static partial void DeclaredDead(ILogger logger, string runner, int discarded);

    [LoggerMessage(1107, LogLevel.Warning, "The result of task {Task} was refused: this start is not the runner's any more")]
    public static partial void ResultRefused(ILogger logger, string task);

    [LoggerMessage(1108, LogLevel.Warning, "Runner {Dead} is dead; its tasks are moved on")]
    public static partial void FoundDead(ILogger logger, string dead);

    [LoggerMessage(1109, LogLevel.Warning, "Task {Task} is held: {Reason}")]
    public static partial void Held(ILogger logger, string task, string reason);

    [LoggerMessage(1110, LogLevel.Warning, "Task {Task} ran past its timeout and ignores it: its slot is freed, its body goes on")]
    public static partial void Abandoned(ILogger logger, string task);

    [LoggerMessage(1111, LogLevel.Error, "Runner {Runner} has met an unexpected error and goes on")]
    public static partial void Unexpected(ILogger logger, string runner, Exception fault);

    [LoggerMessage(1112, LogLevel.Critical, "The dispatch of runner {Runner} has stood still for {Stalled}: it stops its heartbeat, so that others take its tasks")]
    public static partial void Stalled(ILogger logger, string runner, string stalled);

    [LoggerMessage(EventId = 1113, Message = "Task {Task} '{Title}' ({Method}) {Outcome} in attempt {Attempt} of {Attempts}{Then}: {Error}")]
    public static partial void AttemptFailed(
        ILogger logger, LogLevel level, string task, string title, string method, string outcome, int attempt, long attempts, string then, string error, Exception? fault);

    [LoggerMessage(1114, LogLevel.Critical, "Runner {Runner} has {Stuck} tasks that ignore their timeout (MaxStuckTasks): it takes no more, finishes the others, and ends")]
    public static partial void TooManyStuck(ILogger logger, string runner, int stuck);

    [LoggerMessage(1115, LogLevel.Warning, "Runner {Runner} cannot keep what its tasks write: the store does not take it. Tasks go on, and lines are lost until it does")]
    public static partial void LogsLost(ILogger logger, string runner, Exception fault);

    [LoggerMessage(1116, LogLevel.Warning, "The services of task {Task} threw when they were disposed of, after its outcome")]
    public static partial void DisposalFailed(ILogger logger, string task, Exception fault);

    [LoggerMessage(1117, LogLevel.Warning, "Runner {Runner} has had no usable Redis for {Seconds} s and keeps trying. {Reason}")]
    public static partial void StoreStillLost(ILogger logger, string runner, long seconds, string reason);

    [LoggerMessage(1119, LogLevel.Warning, "Console.Out or Console.Error was replaced while task {Task} '{Title}' ran; the runner put its own back, "
        + "since it would capture nothing that later tasks print. Give a TextWriter to code that should print elsewhere")]
    public static partial void ConsoleReplaced(ILogger logger, string task, string title);

    [LoggerMessage(1130, LogLevel.Information, "Module {Module} of {Folder} is loaded, with {Names} stable names; new tasks use it")]
    public static partial void ModuleLoaded(ILogger logger, string module, string folder, int names);

    [LoggerMessage(1131, LogLevel.Error, "The module in {Folder} cannot be used: {Fault}. {Instead}")]
    public static partial void ModuleRefused(ILogger logger, string folder, string fault, string instead);

    [LoggerMessage(1132, LogLevel.Information, "Module {Module} is gone from {Folder}: new tasks of it are held")]
    public static partial void ModuleGone(ILogger logger, string module, string folder);

    [LoggerMessage(1133, LogLevel.Error, "The folder of modules {Folder} cannot be read: {Fault}. What was loaded from it stays")]
    public static partial void ModuleFolderUnreadable(ILogger logger, string folder, string fault);

    [LoggerMessage(1134, LogLevel.Warning, "The folder of modules {Folder} cannot be watched and is looked at every {Interval}: {Fault}")]
    public static partial void ModuleFolderUnwatched(ILogger logger, string folder, string interval, string fault);

    [LoggerMessage(1150, LogLevel.Warning, "Runner {Runner} reaches Redis over TLS only by its client's connection, not by ones of its own: on a starved thread pool its heartbeat may be late. Name certificates by ConfigurationOptions.SslClientAuthenticationOptions rather than by callbacks")]
    public static partial void NotDirect(ILogger logger, string runner);
}
