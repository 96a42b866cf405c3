namespace Taskue.Cli.Parsing;

/// <summary>A moment of a command line.</summary>
/// <param name="At">By this machine's clock.</param>
/// <param name="IsAgo">It was written as a time ago.</param>
internal readonly record struct Moment(DateTimeOffset At, bool IsAgo)
{
    /// <summary>The same by the server's clock, which all times in the store are of: "1h" is an hour before its present.</summary>
    public DateTimeOffset On(TaskueClient taskue) => IsAgo ? At + taskue.ServerClockAhead : At;
}
