using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>What the hosted services log. Event ids are stable: 1200 to 1299.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1200, LogLevel.Critical, "Runner {Runner} cannot go on, and stops the host")]
    public static partial void RunnerFailed(ILogger logger, string runner, Exception fault);

    [LoggerMessage(1201, LogLevel.Information, "Runner {Runner} was stopped by an operator; the host goes on without it")]
    public static partial void StoppedByOperator(ILogger logger, string runner);
}
