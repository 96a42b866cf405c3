namespace Taskue;

/// <summary>The child processes of a runner cannot be started.</summary>
public sealed class ChildException : TaskueException
{
    internal ChildException(string message)
        : base(ErrorCodes.ChildUnusable, message)
    {
    }
}
