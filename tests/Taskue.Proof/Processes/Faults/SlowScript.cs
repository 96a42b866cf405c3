using System.Diagnostics;
using System.Globalization;

namespace Taskue.Proof.Processes;

/// <summary>Somebody's script holds up the server for a second or three. In half of the cases the server says meanwhile that it is busy.</summary>
internal sealed class SlowScript : Fault
{
    /// <summary>A script sees no time pass: it counts.</summary>
    private const string Text = "for _ = 1, tonumber(ARGV[1]) do end return 1";

    private const long Sample = 3_000_000;

    public override string Name => "slow script in the way";

    public override Lane Lane => Lane.Server;

    public override int Full => 20;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        scene.Tally.Strike(Name, scene.Watch.Holding());
        await scene.AskAsync("CONFIG", "SET", "lua-time-limit", dice.Next(2) == 0 ? "300" : "5000");
        long started = Stopwatch.GetTimestamp();
        await CountAsync(scene, Sample);
        double seconds = Math.Max(Stopwatch.GetElapsedTime(started).TotalSeconds, 0.01);
        await CountAsync(scene, (long)(Sample * (0.8 + (2 * dice.NextDouble())) / seconds));
    }

    private static Task CountAsync(Scene scene, long rounds) => scene.AskAsync("EVAL", Text, "0", rounds.ToString(CultureInfo.InvariantCulture));
}
