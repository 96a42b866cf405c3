namespace Taskue;

/// <summary>What is known of a write when an operation ended in an error.</summary>
public enum WriteOutcome
{
    /// <summary>Nothing was written.</summary>
    NotApplied,

    /// <summary>The write took effect.</summary>
    Applied,

    /// <summary>No answer came in time: it may or may not have taken effect. Repeating the operation is safe.</summary>
    Unknown,
}

/// <summary>The base of every error that Taskue throws, but for wrong arguments, which are <see cref="ArgumentException"/>s.</summary>
/// <remarks>Each code has a page in <c>docs/errors/</c>.</remarks>
public class TaskueException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="code">A stable code, <c>TQ</c> and four digits.</param>
    /// <param name="message">What was wrong, the value, and the setting to turn.</param>
    /// <param name="inner">What caused it.</param>
    public TaskueException(string code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>A stable code: <c>TQ</c> and four digits.</summary>
    public string Code { get; }

    /// <summary>Whether the same call may succeed later without a change.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool IsTransient { get; init; }

    /// <summary>Whether the operation's write took effect.</summary>
    /// <value>Default: <see cref="WriteOutcome.NotApplied"/>.</value>
    public WriteOutcome Outcome { get; init; }
}
