using StackExchange.Redis;
using Taskue.Store;

namespace Taskue;

public sealed partial class TaskueClient
{
    /// <summary>Lists the runners of the namespace: the living, and those that ended within a day.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Runners by name, the latest start of a name first.</returns>
    public Task<IReadOnlyList<RunnerInfo>> ListRunnersAsync(CancellationToken cancellationToken = default) => store.RunnersAsync(cancellationToken);

    /// <summary>Reads one runner, with what it runs now.</summary>
    /// <param name="runnerName">The runner's name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The living runner of this name, or its latest start while that is still listed.</returns>
    /// <exception cref="ArgumentException">The name is malformed.</exception>
    /// <exception cref="NotFoundException">No runner of this name lives, or ended within a day.</exception>
    /// <remarks>One round trip for each 500 runners, one for each 500 running tasks, and one for its own.</remarks>
    public async Task<RunnerInfo> GetRunnerAsync(string runnerName, CancellationToken cancellationToken = default)
    {
        Names.CheckRunner(runnerName, nameof(runnerName));
        RunnerInfo runner = (await store.RunnersAsync(cancellationToken).ConfigureAwait(false))
            .Where(one => one.Name == runnerName).OrderByDescending(one => one.IsAlive).FirstOrDefault()
            ?? throw new NotFoundException("runner", runnerName, Namespace);
        IReadOnlyList<string> ids = (await store.RunningAsync(runner.Incarnation, cancellationToken).ConfigureAwait(false)).Ids;
        return runner with { Tasks = await store.GetAsync([.. ids.Take(100)], full: false, cancellationToken).ConfigureAwait(false) };
    }

    /// <summary>Lists the queues of the namespace, with what waits in them, runs from them and serves them.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Every queue that was ever used, by name.</returns>
    /// <remarks>One or two round trips, one for each 500 runners and one for each 500 running tasks.</remarks>
    public async Task<IReadOnlyList<QueueInfo>> ListQueuesAsync(CancellationToken cancellationToken = default)
    {
        NamespaceOverview overview = await GetOverviewAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RunnerInfo> runners = await store.RunnersAsync(cancellationToken).ConfigureAwait(false);
        return StatusReader.Served(overview.Queues, runners, await store.RunningAsync(null, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads one queue, with what waits in it, runs from it and serves it.</summary>
    /// <param name="queueName">The queue's name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The queue.</returns>
    /// <exception cref="ArgumentException">The name is malformed.</exception>
    /// <exception cref="NotFoundException">No task was ever put into a queue of this name, and no runner served it.</exception>
    /// <inheritdoc cref="ListQueuesAsync" path="/remarks"/>
    public async Task<QueueInfo> GetQueueAsync(string queueName, CancellationToken cancellationToken = default)
    {
        Names.CheckQueue(queueName, nameof(queueName));
        return (await ListQueuesAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(queue => queue.Name == queueName)
            ?? throw new NotFoundException("queue", queueName, Namespace);
    }

    /// <summary>Lets a runner take no more tasks until it is resumed. What it runs goes on.</summary>
    /// <param name="runnerName">The runner's name.</param>
    /// <param name="cancellationToken">Stops the call before it is sent.</param>
    /// <returns>A task that ends when the command is stored; the runner learns of it at once, or with its next heartbeat.</returns>
    /// <exception cref="NotFoundException">No living runner has this name.</exception>
    public Task PauseRunnerAsync(string runnerName, CancellationToken cancellationToken = default) =>
        TellAsync(runnerName, RunnerCommand.Pause, cancellationToken);

    /// <summary>Takes back a pause.</summary>
    /// <inheritdoc cref="PauseRunnerAsync"/>
    public Task ResumeRunnerAsync(string runnerName, CancellationToken cancellationToken = default) =>
        TellAsync(runnerName, RunnerCommand.None, cancellationToken);

    /// <summary>Lets a runner finish what it runs, however long it takes, and then stop.</summary>
    /// <inheritdoc cref="PauseRunnerAsync"/>
    public Task DrainRunnerAsync(string runnerName, CancellationToken cancellationToken = default) =>
        TellAsync(runnerName, RunnerCommand.Drain, cancellationToken);

    /// <summary>Lets a runner stop as on SIGTERM: it finishes what it can in its grace time and hands back the rest.</summary>
    /// <inheritdoc cref="PauseRunnerAsync"/>
    public Task StopRunnerAsync(string runnerName, CancellationToken cancellationToken = default) =>
        TellAsync(runnerName, RunnerCommand.Stop, cancellationToken);

    /// <summary>Lists the namespaces on this Redis, under this key prefix.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Their names, in order.</returns>
    public async Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            RedisValue[] names = await link.Database.SetMembersAsync(KeySpace.Namespaces(options.KeyPrefix)).ConfigureAwait(false);
            return [.. names.Select(name => (string)name!).Order(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (StoreFault.Of(fault, "list namespaces", Namespace) is { } known)
        {
            throw known;
        }
    }

    /// <summary>Deletes a namespace with everything in it.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="force">Stops its living runners first and waits for them; without it, living runners or running tasks refuse the call.</param>
    /// <param name="cancellationToken">Stops the waiting for runners; the namespace is deleted whole or not at all.</param>
    /// <returns>A task that ends when nothing of it is left. Its memory is given back in the background.</returns>
    /// <exception cref="InvalidActionException">Runners live or tasks run; they are named. Nothing was deleted.</exception>
    /// <exception cref="NotFoundException">There is no such namespace.</exception>
    public async Task DeleteNamespaceAsync(string @namespace, bool force = false, CancellationToken cancellationToken = default)
    {
        Names.CheckNamespace(@namespace, nameof(@namespace));
        if (!(await ListNamespacesAsync(cancellationToken).ConfigureAwait(false)).Contains(@namespace, StringComparer.Ordinal))
        {
            throw new NotFoundException("namespace", @namespace, @namespace);
        }

        RedisStore target = link.StoreFor(@namespace, null);
        if (force)
        {
            await StopRunnersAsync(target, cancellationToken).ConfigureAwait(false);
        }

        await target.PurgeAsync(force, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets how long tasks and workflows are kept after their end, by final state. It applies to what is stored already.</summary>
    /// <param name="keep">
    /// Final states and times of 0 to 3650 days; states that are not named stay as they are. A workflow and its tasks are kept by the
    /// workflow's outcome. 0 drops payload and earlier attempts at once; state and a result up to 1 KiB stay for 60 seconds.
    /// Default: 24 hours for passed and skipped, 7 days for the others.
    /// </param>
    /// <param name="cancellationToken">Stops the call before it is sent.</param>
    /// <returns>A task that ends when the setting is stored.</returns>
    /// <exception cref="ArgumentException">A state is not final, or a time is out of range.</exception>
    public Task SetRetentionAsync(IReadOnlyDictionary<TaskState, TimeSpan> keep, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keep);
        foreach ((TaskState state, TimeSpan time) in keep)
        {
            if (!state.IsFinal() || !Enum.IsDefined(state))
            {
                throw new ArgumentException($"{state} is not a final state: only tasks that have ended are kept for a time.", nameof(keep));
            }

            if (time < TimeSpan.Zero || time > TimeSpan.FromDays(3650))
            {
                throw new ArgumentOutOfRangeException(nameof(keep), time, $"The retention of {state} must be 0 to 3650 days.");
            }
        }

        return store.SetRetentionAsync(keep, cancellationToken);
    }

    private async Task TellAsync(string runnerName, RunnerCommand command, CancellationToken cancellationToken)
    {
        Names.CheckRunner(runnerName, nameof(runnerName));
        if (!await store.ControlAsync(runnerName, command, cancellationToken).ConfigureAwait(false))
        {
            throw new NotFoundException("living runner", runnerName, Namespace);
        }
    }

    private async Task StopRunnersAsync(RedisStore target, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), clock);
        long start = clock.GetTimestamp();
        while (true)
        {
            string[] living = [.. (await target.RunnersAsync(cancellationToken).ConfigureAwait(false))
                .Where(runner => runner.State is RunnerState.Idle or RunnerState.Busy or RunnerState.Stopping && runner.HeartbeatExpiresAt > clock.GetUtcNow()).Select(runner => runner.Name)];
            if (living.Length == 0 || clock.GetElapsedTime(start) > TimeSpan.FromSeconds(60))
            {
                return;
            }

            foreach (string name in living)
            {
                await target.ControlAsync(name, RunnerCommand.Stop, cancellationToken).ConfigureAwait(false);
            }

            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
