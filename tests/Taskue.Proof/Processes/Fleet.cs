using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>The runners of a round.</summary>
internal sealed class Fleet(IReadOnlyList<RunnerSlot> slots) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public IReadOnlyList<RunnerSlot> Slots { get; } = slots;

    /// <summary>The fault that hit the runner of a name last before a moment, Unix milliseconds.</summary>
    public string? FateOf(string runner, long beforeMs) => Slots.Select(slot => slot.FateOf(runner, beforeMs)).FirstOrDefault(fate => fate is not null);

    /// <summary>Takes a healthy runner in hand; waits for one where all are hit or on their way back.</summary>
    public async Task<(RunnerSlot Slot, ChildProcess Process)> TakeAsync(Random dice, CancellationToken stopping)
    {
        RunnerSlot? slot = null;
        ChildProcess? process = null;
        await Wait.Eventually(() =>
        {
            RunnerSlot[] healthy = [.. Slots.Where(one => one.IsHealthy)];
            slot = healthy.Length == 0 ? null : healthy[dice.Next(healthy.Length)];
            process = slot?.TryTake();
            return process is not null;
        }, "a runner is healthy", Patience, stopping);
        return (slot!, process!);
    }

    public Task HealthyAsync(CancellationToken stopping) => Wait.Eventually(() => Slots.All(slot => slot.IsHealthy), "all runners have started", Patience, stopping);

    /// <summary>Stops all in good order.</summary>
    public Task CloseAsync(TimeSpan limit) => Task.WhenAll(Slots.Select(slot => slot.CloseAsync(limit)));

    public async ValueTask DisposeAsync()
    {
        foreach (RunnerSlot slot in Slots)
        {
            await slot.DisposeAsync();
        }
    }
}
