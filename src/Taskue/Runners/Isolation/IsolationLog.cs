using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>What a runner logs of its child processes. Event ids are stable: 1140 to 1149.</summary>
internal static partial class IsolationLog
{
    [LoggerMessage(1140, LogLevel.Error, "Runner {Runner} cannot start a child process: {Reason}")]
    public static partial void StartFailed(ILogger logger, string runner, string reason);

    [LoggerMessage(1141, LogLevel.Critical, "Runner {Runner} gets no child processes any more and stops; what it holds goes back to its queues")]
    public static partial void Broken(ILogger logger, string runner);
}
