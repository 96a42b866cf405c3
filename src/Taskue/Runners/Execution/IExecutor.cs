using Taskue.Store;

namespace Taskue;

/// <summary>A way to run the body of an attempt: in this process, in a child process, as a command of a shell.</summary>
internal interface IExecutor
{
    /// <summary>Runs the body to its end and gives the attempt's outcome. What goes wrong in the body is an outcome, not an exception.</summary>
    /// <param name="attempt">The attempt: its token, its scope, and what it writes.</param>
    /// <param name="spec">What to run.</param>
    /// <param name="arguments">The stored arguments, inline or large.</param>
    ValueTask<FinishedStart> RunAsync(RunningTask attempt, SpecRecord spec, ReadOnlyMemory<byte> arguments);
}
