using System.Globalization;

namespace Taskue.Proof.Processes;

/// <summary>Somebody's script holds up the server for a second or three. In half of the cases the server says meanwhile that it is busy.</summary>
internal sealed class SlowScript : Fault
{
    private const string Text = "local stop = os.clock() + tonumber(ARGV[1]); while os.clock() < stop do end; return 1";

    public override string Name => "slow script in the way";

    public override Lane Lane => Lane.Server;

    public override int Full => 20;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        scene.Tally.Strike(Name, scene.Watch.Holding());
        await scene.AskAsync("CONFIG", "SET", "lua-time-limit", dice.Next(2) == 0 ? "300" : "5000");
        await scene.AskAsync("EVAL", Text, "0", (0.8 + (2 * dice.NextDouble())).ToString("F2", CultureInfo.InvariantCulture));
    }
}
