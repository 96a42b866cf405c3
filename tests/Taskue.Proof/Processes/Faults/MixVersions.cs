using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>
/// A rolling upgrade: a runner and a producer of the released version, C# and scripts, work among those of today's for a time; then the runner is replaced by
/// today's, and the producer comes to its end.
/// </summary>
internal sealed class MixVersions : Fault
{
    private static readonly TimeSpan Patience = Wait.DefaultLimit;

    public static string Title => $"runner and producer of {ReleasedHost.Version}";

    public override string Name => Title;

    public override Lane Lane => Lane.Versions;

    public override int Full => 20;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        (RunnerSlot slot, ChildProcess process) = await scene.Fleet.TakeAsync(dice, stopping);
        scene.Tally.Strike(Name, scene.Watch.Holding(slot.Name));
        await ReplaceAsync(slot, process, ReleasedHost.Program, dice);
        await using ChildProcess producer = HostProcess.Start(ReleasedHost.Program,
            ["role=producer", $"redis={scene.Server.ConnectionString}", string.Create(CultureInfo.InvariantCulture, $"seed={dice.Next()}"), .. scene.Crowd.Settings]);
        await producer.WaitForLineAsync(line => line == "started", Patience, "that it has started");
        await Task.Delay(dice.Next(3000, 8000), stopping);

        await Wait.Eventually(() => slot.TryTake() is { } present && (process = present) == present, "the released runner is healthy", Patience, stopping);
        await ReplaceAsync(slot, process, HostProcess.Program, dice);
        await producer.WriteLineAsync("stop");
        int code = await producer.WaitForExitAsync(Patience);
        if (code != 0)
        {
            throw new InvalidOperationException($"The released producer ended with code {code}: {string.Join(" / ", producer.Lines.TakeLast(15).Select(line => line.Text))}");
        }
    }

    /// <summary>The process is killed or stopped, and the next one is of that program.</summary>
    private async Task ReplaceAsync(RunnerSlot slot, ChildProcess process, string program, Random dice)
    {
        slot.Doom(Name, sameName: false);
        slot.Program = program;
        if (dice.Next(2) == 0)
        {
            await process.KillAsync();
        }
        else
        {
            await process.SignalAsync(ProcessSignal.Terminate);
            await process.WaitForExitAsync(Patience);
        }

        slot.Release();
    }
}
