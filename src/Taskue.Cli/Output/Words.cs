using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Taskue.Cli.Output;

/// <summary>States and times in words.</summary>
internal static class Words
{
    public static string Of(TaskState state) => state switch
    {
        TaskState.Created => "created",
        TaskState.Pending => "pending",
        TaskState.Running => "running",
        TaskState.Passed => "passed",
        TaskState.Failed => "failed",
        TaskState.Errored => "errored",
        TaskState.TimedOut => "timedout",
        TaskState.Terminated => "terminated",
        TaskState.Skipped => "skipped",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string Of(StageState state) => state switch
    {
        StageState.Pending => "pending",
        StageState.Running => "running",
        StageState.Passed => "passed",
        StageState.Failed => "failed",
        StageState.Skipped => "skipped",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string Of(WorkflowState state) => state switch
    {
        WorkflowState.Pending => "pending",
        WorkflowState.Running => "running",
        WorkflowState.Passed => "passed",
        WorkflowState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string Of(RunnerState state) => state switch
    {
        RunnerState.Idle => "idle",
        RunnerState.Busy => "busy",
        RunnerState.Stopping => "stopping",
        RunnerState.Stopped => "stopped",
        RunnerState.Dead => "dead",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string Of(LogLevel level) => level switch
    {
        LogLevel.Critical => "crit",
        LogLevel.Error => "error",
        LogLevel.Warning => "warn",
        LogLevel.Information => "info",
        LogLevel.Debug => "debug",
        _ => "trace",
    };

    public static string Of(RunWhen when) => when switch
    {
        RunWhen.OnSuccess => "on_success",
        RunWhen.OnFailure => "on_failure",
        RunWhen.Always => "always",
        _ => throw new ArgumentOutOfRangeException(nameof(when)),
    };

    /// <inheritdoc cref="DurationText.Of"/>
    public static string Of(TimeSpan time) => DurationText.Of(time);

    public static string Of(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Of(long number, string thing) => $"{Of(number)} {thing}{(number == 1 ? "" : "s")}";
}
