namespace Taskue.Proof.Processes;

/// <summary>The producers of a round.</summary>
/// <param name="settings">The host's settings of all of them.</param>
/// <param name="slots">The producers.</param>
internal sealed class Crowd(IReadOnlyList<string> settings, IReadOnlyList<ProducerSlot> slots) : IAsyncDisposable
{
    public IReadOnlyList<string> Settings { get; } = settings;

    public IReadOnlyList<ProducerSlot> Slots { get; } = slots;

    /// <summary>The processes that faults have killed.</summary>
    public IReadOnlySet<int> Killed => Slots.SelectMany(slot => slot.Killed).ToHashSet();

    public Task StartedAsync() => Task.WhenAll(Slots.Select(slot => slot.StartedAsync()));

    /// <summary>Lets all come to an end; what is wrong with their ends is given back.</summary>
    public async Task<IReadOnlyList<string>> FinishAsync(TimeSpan limit) => [.. (await Task.WhenAll(Slots.Select(slot => slot.FinishAsync(limit)))).OfType<string>()];

    public async ValueTask DisposeAsync()
    {
        foreach (ProducerSlot slot in Slots)
        {
            await slot.DisposeAsync();
        }
    }
}
