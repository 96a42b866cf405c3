using System.Diagnostics;
using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>The master and its replica change places: planned, by hand, or because the master is killed. None of these loses what was answered.</summary>
internal sealed class FailOver : Fault
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public override string Name => "failover";

    public override Lane Lane => Lane.Server;

    public override int Full => 30;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        scene.Tally.Strike(Name, scene.Watch.Holding());
        RedisPair pair = scene.Pair ?? throw new InvalidOperationException("There is no replica to fail over to.");
        int way = dice.Next(3);
        scene.Tally.See(Name, way switch { 0 => "FAILOVER TO", 1 => "REPLICAOF", _ => "kill" });
        await (way switch { 0 => pair.FailOverAsync(), 1 => pair.ReplicaOfAsync(), _ => pair.KillAsync() });
        long changed = Stopwatch.GetTimestamp();
        string[] before = await CallsAsync(scene);
        await Wait.Eventually(async () => (await CallsAsync(scene)).Except(before).Any(), "a runner has called the new master", Patience, stopping);
        scene.Tally.See(Name, Stopwatch.GetElapsedTime(changed) < Soon ? "work within 5 s" : "work later");
        if (way == 2)
        {
            await pair.ReturnAsync();
        }
    }

    /// <summary>Each living runner with the number of its last call.</summary>
    private static async Task<string[]> CallsAsync(Scene scene) => [.. ((List<object?>)(await scene.AskAsync("HGETALL", scene.Root + "live"))!).Select(one => (string)one!)
        .Chunk(2).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row[0]} {row[1].Split('|')[0]}"))];
}
