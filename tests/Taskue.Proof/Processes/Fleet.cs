using System.Globalization;
using System.Runtime.InteropServices;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>The runners of a round.</summary>
/// <param name="slots">Where they run.</param>
/// <param name="serverAhead">How far the server's clock is ahead of the one by which faults are written down.</param>
internal sealed class Fleet(IReadOnlyList<RunnerSlot> slots, TimeSpan serverAhead) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = Wait.DefaultLimit;

    /// <summary>The program of the runtime that writes dumps of processes.</summary>
    private static readonly string DumpProgram = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "createdump");

    public IReadOnlyList<RunnerSlot> Slots { get; } = slots;

    /// <summary>The fault that hit the runner of a name last before a moment of the server's clock, Unix milliseconds.</summary>
    public string? FateOf(string runner, long beforeMs) =>
        Slots.Select(slot => slot.FateOf(runner, beforeMs - (long)serverAhead.TotalMilliseconds)).FirstOrDefault(fate => fate is not null);

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

    /// <summary>Writes down where the threads of each runner are, for <c>dotnet-dump analyze</c>, where the machine allows it.</summary>
    public async Task DumpAsync(string folder)
    {
        foreach (ChildProcess life in Slots.SelectMany(slot => slot.Lives).Where(life => !life.HasExited && File.Exists(DumpProgram)))
        {
            string id = life.Id.ToString(CultureInfo.InvariantCulture);
            await using ChildProcess dumping = ChildProcess.Start(DumpProgram, ["--normal", "--name", Path.Combine(folder, $"runner-process-{id}.dump"), id]);
            await dumping.WaitForExitAsync(Patience);
        }
    }

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
