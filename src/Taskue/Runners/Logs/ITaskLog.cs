using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>Takes what one attempt writes. Thread-safe; never blocks on the store.</summary>
internal interface ITaskLog
{
    /// <summary>Adds one entry: a line without its line break, a part of a line, or a message of a logger, which may have several lines.</summary>
    void Append(LogLevel level, LogSource source, string text, bool incomplete = false);

    /// <summary>Adds a piece of what goes to a console: whole lines become entries, and the rest waits for its line break.</summary>
    void Write(LogSource source, ReadOnlySpan<char> piece);
}

/// <summary>Where nothing is captured.</summary>
internal sealed class NoTaskLog : ITaskLog
{
    public static readonly NoTaskLog Instance = new();

    public void Append(LogLevel level, LogSource source, string text, bool incomplete = false)
    {
    }

    public void Write(LogSource source, ReadOnlySpan<char> piece)
    {
    }
}
