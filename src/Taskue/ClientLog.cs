using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>What a client logs. Event ids are stable: clients 1000 to 1099, runners 1100 to 1199.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1000, LogLevel.Debug, "Sweeping what retention has passed did not work; the next enqueue or a runner will do it")]
    public static partial void SweepFailed(ILogger logger, Exception fault);
}
