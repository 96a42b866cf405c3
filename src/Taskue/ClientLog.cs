using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>What a client logs. Event ids are stable: clients 1000 to 1099, runners 1100 to 1199.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1000, LogLevel.Debug, "Sweeping what retention has passed did not work; the next enqueue or a runner will do it")]
    public static partial void SweepFailed(ILogger logger, Exception fault);

    [LoggerMessage(1002, LogLevel.Warning, "Redis cannot be used yet, and the client waits for it: calls fail until then. {Reason}")]
    public static partial void Waits(ILogger logger, string reason);

    [LoggerMessage(1001, LogLevel.Debug, "The open waits could not be asked for again; they are within 10 seconds, or when the connection is back")]
    public static partial void AskAgainFailed(ILogger logger, Exception fault);
}
