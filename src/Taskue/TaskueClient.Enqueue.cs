using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Taskue.Store;

namespace Taskue;

public sealed partial class TaskueClient
{
    /// <summary>Stores one task and queues it.</summary>
    /// <param name="task">What to run.</param>
    /// <param name="cancellationToken">Stops the waiting for the answer. A call already sent may still take effect.</param>
    /// <returns>The task's id, and a way to wait for it.</returns>
    /// <exception cref="ArgumentException">An option of the task is wrong. Nothing was sent.</exception>
    /// <exception cref="InvalidActionException">A workflow is stored under its <see cref="TaskSpec.Id"/>. Nothing was stored.</exception>
    /// <exception cref="TooLargeException">Its arguments are over <see cref="TaskueOptions.MaxPayloadBytes"/>. Nothing was sent.</exception>
    /// <exception cref="StoreException">
    /// Redis gave no answer or refused; its <see cref="TaskueException.Outcome"/> says whether the task may be stored. Repeating the call
    /// with the same <see cref="TaskSpec.Id"/> is safe.
    /// </exception>
    /// <remarks>One round trip; calls made at the same time share one.</remarks>
    public async Task<TaskHandle> EnqueueAsync(TaskSpec task, CancellationToken cancellationToken = default) =>
        new(this, await EnqueueOneAsync(task, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc cref="EnqueueAsync(TaskSpec, CancellationToken)"/>
    /// <typeparam name="T">What the method returns.</typeparam>
    public async Task<TaskHandle<T>> EnqueueAsync<T>(TaskSpec<T> task, CancellationToken cancellationToken = default) =>
        new(this, await EnqueueOneAsync(task, cancellationToken).ConfigureAwait(false));

    /// <summary>Stores one call with default options and queues it: short for <c>EnqueueAsync(TaskSpec.Call(call))</c>.</summary>
    /// <param name="call">A lambda whose body is one call.</param>
    /// <param name="cancellationToken">Stops the waiting for the answer. A call already sent may still take effect.</param>
    /// <returns>The task's id, and a way to wait for it.</returns>
    [RequiresUnreferencedCode(TaskSpec.Reflection)]
    [RequiresDynamicCode(TaskSpec.Reflection)]
    public Task<TaskHandle> EnqueueAsync(Expression<Action> call, CancellationToken cancellationToken = default) =>
        EnqueueAsync(TaskSpec.Call(call), cancellationToken);

    /// <inheritdoc cref="EnqueueAsync(Expression{Action}, CancellationToken)"/>
    /// <typeparam name="T">What the method returns.</typeparam>
    [RequiresUnreferencedCode(TaskSpec.Reflection)]
    [RequiresDynamicCode(TaskSpec.Reflection)]
    public Task<TaskHandle<T>> EnqueueAsync<T>(Expression<Func<T>> call, CancellationToken cancellationToken = default) =>
        EnqueueAsync(TaskSpec.Call(call), cancellationToken);

    /// <inheritdoc cref="EnqueueAsync(Expression{Action}, CancellationToken)"/>
    [RequiresUnreferencedCode(TaskSpec.Reflection)]
    [RequiresDynamicCode(TaskSpec.Reflection)]
    public Task<TaskHandle> EnqueueAsync(Expression<Func<Task>> call, CancellationToken cancellationToken = default) =>
        EnqueueAsync(TaskSpec.Call(call), cancellationToken);

    /// <inheritdoc cref="EnqueueAsync(Expression{Action}, CancellationToken)"/>
    /// <typeparam name="T">What the method's task gives.</typeparam>
    [RequiresUnreferencedCode(TaskSpec.Reflection)]
    [RequiresDynamicCode(TaskSpec.Reflection)]
    public Task<TaskHandle<T>> EnqueueAsync<T>(Expression<Func<Task<T>>> call, CancellationToken cancellationToken = default) =>
        EnqueueAsync(TaskSpec.Call(call), cancellationToken);

    /// <inheritdoc cref="EnqueueAsync(Expression{Action}, CancellationToken)"/>
    [RequiresUnreferencedCode(TaskSpec.Reflection)]
    [RequiresDynamicCode(TaskSpec.Reflection)]
    public Task<TaskHandle> EnqueueAsync(Expression<Func<ValueTask>> call, CancellationToken cancellationToken = default) =>
        EnqueueAsync(TaskSpec.Call(call), cancellationToken);

    /// <inheritdoc cref="EnqueueAsync(Expression{Action}, CancellationToken)"/>
    /// <typeparam name="T">What the method's task gives.</typeparam>
    [RequiresUnreferencedCode(TaskSpec.Reflection)]
    [RequiresDynamicCode(TaskSpec.Reflection)]
    public Task<TaskHandle<T>> EnqueueAsync<T>(Expression<Func<ValueTask<T>>> call, CancellationToken cancellationToken = default) =>
        EnqueueAsync(TaskSpec.Call(call), cancellationToken);

    /// <summary>Says what is wrong with an <c>async</c> lambda; never to be called.</summary>
    /// <param name="call">An async lambda.</param>
    /// <param name="cancellationToken">Never used.</param>
    /// <returns>Nothing.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(AsyncLambda.Message, error: true)]
    [OverloadResolutionPriority(1)]
    public Task<TaskHandle> EnqueueAsync(Func<AsyncLambda> call, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(AsyncLambda.Message);

    /// <summary>Stores a workflow and queues its first stage.</summary>
    /// <param name="workflow">Its title and stages.</param>
    /// <param name="cancellationToken">Stops the sending. What was sent of a workflow whose sending was stopped is never run, and swept.</param>
    /// <returns>The workflow's id, and a way to wait for it.</returns>
    /// <exception cref="ArgumentException">The workflow or one of its tasks is wrong. Nothing was sent.</exception>
    /// <exception cref="InvalidActionException">One of the given ids is stored already: as another task or workflow. Nothing of this part was stored.</exception>
    /// <exception cref="TooLargeException">The workflow is over a limit: 1 000 stages, 10 000 tasks, 32 tags, 16 MiB. Nothing was sent.</exception>
    /// <exception cref="StoreException">Redis gave no answer or refused. Repeating the call with the same <see cref="WorkflowSpec.Id"/> is safe.</exception>
    /// <remarks>One round trip up to 1 000 tasks; a larger one is sent in parts, and seen by nobody before it is whole.</remarks>
    public async Task<WorkflowHandle> EnqueueAsync(WorkflowSpec workflow, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ObjectDisposedException.ThrowIf(disposed, this);
        SpecCheck.Workflow(workflow, options.MaxPayloadBytes, nameof(workflow));
        string id = workflow.Id ?? ids.Next();
        int index = 0;
        IReadOnlyList<IReadOnlyList<string>> taskIds =
            [.. workflow.Stages.Select(stage => (string[])[.. stage.Select(task => task.Id ?? TaskIdSource.Derived(id, index++))])];
        await store.EnqueueFlowAsync(new NewFlow(id, workflow, taskIds), cancellationToken).ConfigureAwait(false);
        SweepNowAndThen();
        return new WorkflowHandle(this, id);
    }

    /// <summary>Stores and queues many tasks, in calls of up to 500 with several under way at once; memory stays bounded.</summary>
    /// <param name="tasks">The tasks, taken from the sequence as they are sent.</param>
    /// <param name="cancellationToken">Stops the sending. What was sent before stays queued.</param>
    /// <returns>How many were stored, and how many were already there.</returns>
    /// <exception cref="EnqueueManyException">
    /// A task is wrong, the sequence threw, or Redis gave no answer: it says how many tasks are stored, not stored, and unknown.
    /// </exception>
    public Task<EnqueueManyResult> EnqueueManyAsync(IEnumerable<TaskSpec> tasks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ObjectDisposedException.ThrowIf(disposed, this);
        return new BulkEnqueue(store, ids, options.MaxPayloadBytes).RunAsync(tasks, cancellationToken);
    }

    /// <inheritdoc cref="EnqueueManyAsync(IEnumerable{TaskSpec}, CancellationToken)"/>
    public Task<EnqueueManyResult> EnqueueManyAsync(IAsyncEnumerable<TaskSpec> tasks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ObjectDisposedException.ThrowIf(disposed, this);
        return new BulkEnqueue(store, ids, options.MaxPayloadBytes).RunAsync(tasks, cancellationToken);
    }

    private async Task<string> EnqueueOneAsync(TaskSpec task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ObjectDisposedException.ThrowIf(disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        SpecCheck.Task(task, options.MaxPayloadBytes, nameof(task));
        string id = task.Id ?? ids.Next();
        TaskueException? fault = await enqueuing.AddAsync(new NewTask(id, task)).WaitAsync(cancellationToken).ConfigureAwait(false);
        SweepNowAndThen();
        return fault is null ? id : throw fault;
    }

    /// <summary>Why each task was not stored, or <see langword="null"/>.</summary>
    private async Task<IReadOnlyList<TaskueException?>> EnqueueBatchAsync(IReadOnlyList<NewTask> tasks)
    {
        try
        {
            await store.EnqueueAsync(tasks).ConfigureAwait(false);
            return new TaskueException?[tasks.Count];
        }
        catch (TaskueException fault)
        {
            if (fault is not InvalidActionException || tasks.Count == 1)
            {
                return [.. Enumerable.Repeat(fault, tasks.Count)];
            }
        }

        return await EnqueueHalvesAsync(tasks).ConfigureAwait(false);
    }

    /// <summary>A call with a refused task stores nothing; it is split until that task is alone.</summary>
    private async Task<IReadOnlyList<TaskueException?>> EnqueueHalvesAsync(IReadOnlyList<NewTask> tasks)
    {
        int half = tasks.Count / 2;
        IReadOnlyList<TaskueException?> first = await EnqueueBatchAsync([.. tasks.Take(half)]).ConfigureAwait(false);
        return [.. first, .. await EnqueueBatchAsync([.. tasks.Skip(half)]).ConfigureAwait(false)];
    }

    /// <summary>A namespace whose runners are away is swept by its producers, now and then and beside the work.</summary>
    private void SweepNowAndThen()
    {
        long present = clock.GetTimestamp(), last = Volatile.Read(ref lastSweep);
        if (last != 0 && clock.GetElapsedTime(last, present) < TimeSpan.FromSeconds(10))
        {
            return;
        }

        if (Interlocked.CompareExchange(ref lastSweep, present, last) == last && last != 0)
        {
            _ = SweepAsync();
        }

        async Task SweepAsync()
        {
            try
            {
                await store.SweepAsync().ConfigureAwait(false);
            }
            catch (StoreException fault)
            {
                ClientLog.SweepFailed(Logger, fault);
            }
        }
    }
}
