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

    /// <summary>A length of time in at most two units: <c>12 ms</c>, <c>3.4 s</c>, <c>2m 05s</c>, <c>1h 10m</c>, <c>3d 4h</c>.</summary>
    public static string Of(TimeSpan time)
    {
        if (time < TimeSpan.Zero)
        {
            return "-" + Of(-time);
        }

        CultureInfo plain = CultureInfo.InvariantCulture;
        return time.TotalSeconds < 0.9995 ? string.Create(plain, $"{time.TotalMilliseconds:0} ms")
            : time.TotalSeconds < 59.95 ? string.Create(plain, $"{time.TotalSeconds:0.0} s")
            : time.TotalMinutes < 60 ? string.Create(plain, $"{(int)time.TotalMinutes}m {time.Seconds:00}s")
            : time.TotalHours < 24 ? string.Create(plain, $"{(int)time.TotalHours}h {time.Minutes:00}m")
            : string.Create(plain, $"{(int)time.TotalDays}d {time.Hours}h");
    }

    public static string Of(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Of(long number, string thing) => $"{Of(number)} {thing}{(number == 1 ? "" : "s")}";
}
