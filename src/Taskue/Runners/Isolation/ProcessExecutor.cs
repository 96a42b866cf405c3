using Taskue.Store;

namespace Taskue;

/// <summary>Runs methods in child processes, one task a child at a time.</summary>
internal sealed class ProcessExecutor(TaskProcessPool pool) : IExecutor
{
    /// <remarks>Blocks its thread for as long as the task runs: handing it to another costs more than a small task does.</remarks>
    public ValueTask<FinishedStart> RunAsync(RunningTask attempt, SpecRecord spec, ReadOnlyMemory<byte> arguments)
    {
        while (pool.Take() is { } child)
        {
            FinishedStart? outcome = child.Run(attempt, spec, arguments);
            pool.Return(child);
            if (outcome is { } known)
            {
                return ValueTask.FromResult(known);
            }
        }

        // No child any more: the runner stops, and another one runs it.
        return ValueTask.FromResult(attempt.Finished(Ending.HandedBack, "", default, null));
    }
}
