using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>Takes what one attempt writes. Thread-safe; never blocks on the store.</summary>
internal interface ITaskLog
{
    /// <summary>Adds one entry: a line without its line break, or a message of a logger, which may have several lines.</summary>
    void Append(LogLevel level, LogSource source, string text);
}
