using Microsoft.Extensions.Logging;
using Taskue.Store;

namespace Taskue;

/// <summary>What a child says to its runner. Its process runs other people's code, which may write into the pipe: nothing of it is believed unread.</summary>
internal abstract record ChildWord
{
    /// <summary>The first word.</summary>
    /// <param name="Fault">Why it cannot run tasks; null if it can.</param>
    /// <param name="Announcement">What it can run.</param>
    public sealed record Ready(string? Fault, string Announcement) : ChildWord;

    /// <summary>How its task number <paramref name="Run"/> ended.</summary>
    public sealed record Outcome(long Run, Ending Ending, string Reason, byte[] Tail, byte[] LargeResult) : ChildWord;

    /// <summary>A line or message of a task.</summary>
    public sealed record Log(long Run, LogLevel Level, LogSource Source, string? Category, int EventId, string Text) : ChildWord;

    /// <summary>What is to be masked in what a task writes.</summary>
    public sealed record Secret(long Run, string Text) : ChildWord;

    /// <summary>A task threw an exception of a type, which is its outcome or may become it.</summary>
    public sealed record Threw(long Run, string Type, bool IsOutcome) : ChildWord;

    /// <summary>A question to the store: for a workflow, or for the tasks of a row of a stage.</summary>
    public sealed record Query(long Question, string WorkflowId, int Stage, int Row) : ChildWord;

    /// <exception cref="InvalidDataException">The frame is none that a child sends.</exception>
    public static ChildWord Read(ReadOnlySpan<byte> frame)
    {
        var reader = new FrameReader(frame);
        switch (reader.Kind)
        {
            case FrameKind.Ready:
                return new Ready(reader.TextOrNull(), reader.Text());
            case FrameKind.Outcome:
                var outcome = new Outcome(reader.Number(), (Ending)reader.Byte(), reader.Text(), reader.Bytes().ToArray(), reader.Bytes().ToArray());
                return Enum.IsDefined(outcome.Ending) && OutcomeRecord.TryRead(outcome.Tail, out _) ? outcome : throw new InvalidDataException("An outcome cannot be read.");
            case FrameKind.Log:
                var log = new Log(reader.Number(), (LogLevel)reader.Byte(), (LogSource)reader.Byte(), reader.TextOrNull(), reader.Int(), reader.Text());
                return Enum.IsDefined(log.Level) && Enum.IsDefined(log.Source) ? log : throw new InvalidDataException("A line of log has no such level or source.");
            case FrameKind.Secret:
                return new Secret(reader.Number(), reader.Text());
            case FrameKind.Threw:
                return new Threw(reader.Number(), reader.Text(), reader.Byte() != 0);
            case FrameKind.Query:
                return new Query(reader.Number(), reader.Text(), reader.Int(), reader.Int());
            default:
                throw new InvalidDataException($"A child does not say {(int)reader.Kind}.");
        }
    }
}
