using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>A runner's clock jumps by an hour, forward or back, and stays wrong as long as the runner lives.</summary>
internal sealed class WrongClock : Fault
{
    public override string Name => "clock of a runner wrong by an hour";

    public override Lane Lane => Lane.Stalls;

    public override int Full => 40;

    public override int Short => 1;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        (RunnerSlot slot, ChildProcess process) = await scene.Fleet.TakeAsync(dice, stopping);
        int hours = dice.Next(2) == 0 ? 1 : -1;
        scene.Tally.Strike(Name, scene.Watch.Holding(slot.Name));
        slot.Hit(Name);
        scene.Tally.See(Name, hours > 0 ? "ahead" : "behind");
        string command = string.Create(CultureInfo.InvariantCulture, $"clock {(long)TimeSpan.FromHours(hours).TotalMilliseconds}");
        await process.WriteLineAsync(command);
        await process.WaitForLineAsync(line => line == command);
        slot.Release();
    }
}
