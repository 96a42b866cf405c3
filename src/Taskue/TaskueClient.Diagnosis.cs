using Taskue.Store;

namespace Taskue;

public sealed partial class TaskueClient
{
    /// <summary>Says why a task or workflow does not run: the first reason that is true, with its numbers and the next step.</summary>
    /// <param name="id">The whole id of a task or workflow.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The reason. What is not stored is explained, too: <see cref="Explanation.Code"/> is then <c>not_found</c>.</returns>
    /// <exception cref="ArgumentException">The id is malformed.</exception>
    /// <remarks>
    /// Facts of one moment, in one or two round trips; for a workflow of which nothing runs one or two more. It asks the store, never a runner.
    /// The place in a queue is looked for among its first 10 000 tasks.
    /// </remarks>
    public async Task<Explanation> ExplainAsync(string id, CancellationToken cancellationToken = default)
    {
        TaskId.Check(id, nameof(id));
        ExplainFacts? facts = await store.ExplainAsync(id, cancellationToken).ConfigureAwait(false);
        if (facts is null)
        {
            return Explainer.NotFound(id, Namespace, clock.GetUtcNow());
        }

        if (facts is { Task: null, Workflow: { DoneAt: null }, Stage: [{ State: TaskState.Pending } first, ..] })
        {
            return Explainer.OfWorkflow(facts, await ExplainAsync(first.Id, cancellationToken).ConfigureAwait(false));
        }

        return Explainer.Of(facts);
    }
}
