namespace Taskue;

/// <summary>Wraps every attempt of every task that a runner runs: tenancy, transactions, metrics.</summary>
/// <remarks>
/// Middlewares are called in the order in which they were added, the first outermost, inside the attempt's dependency-injection scope.
/// What one throws counts as thrown by the task; one that does not call <c>next</c> ends the attempt as passed without a result.
/// </remarks>
public interface ITaskMiddleware
{
    /// <summary>Runs around one attempt.</summary>
    /// <param name="context">The attempt.</param>
    /// <param name="next">The rest of the chain, with the task's method at its end.</param>
    /// <returns>A task that ends when the attempt has.</returns>
    ValueTask InvokeAsync(TaskContext context, Func<ValueTask> next);
}
