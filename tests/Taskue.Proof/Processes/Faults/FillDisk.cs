using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>
/// The file that redis-server appends to cannot grow. Syncing with every write, the server ends itself; once there is room it is started again. Syncing
/// each second, it goes on and refuses writes until there is room.
/// </summary>
internal sealed class FillDisk : Fault
{
    private static readonly TimeSpan Patience = Wait.DefaultLimit;

    public override string Name => "disk full under the AOF";

    public override Lane Lane => Lane.Server;

    public override int Full => 20;

    public override bool CutsLogs => true;

    public override async Task StrikeAsync(Scene scene, Random dice, CancellationToken stopping)
    {
        scene.Tally.Strike(Name, scene.Watch.Holding());
        RedisServerProcess server = scene.Server;
        if (dice.Next(2) == 0)
        {
            await server.LimitFilesAsync(dice.Next(1, 2000));
            await server.EndedAsync(Patience);
            scene.Tally.See(Name, "ends of the server");
            await Task.Delay(dice.Next(50, 1000), stopping);
            await server.RestartAsync();
            return;
        }

        await scene.AskAsync("CONFIG", "SET", "appendfsync", "everysec");
        await server.LimitFilesAsync(dice.Next(1, 2000));
        await Wait.Eventually(async () => (await StatusAsync(scene)).Contains("aof_last_write_status:err", StringComparison.Ordinal), "the server cannot write", Patience, stopping);
        scene.Tally.See(Name, "times of refused writes");
        await Task.Delay(dice.Next(500, 2500), stopping);
        await server.LimitFilesAsync(null);
        await Wait.Eventually(async () => await StatusAsync(scene) is { } status && status.Contains("aof_last_write_status:ok", StringComparison.Ordinal)
            && status.Contains("aof_buffer_length:0", StringComparison.Ordinal), "the server has written what it kept", Patience, stopping);
        await scene.AskAsync("CONFIG", "SET", "appendfsync", "always");
    }

    private static async Task<string> StatusAsync(Scene scene) => (string)(await scene.AskAsync("INFO", "persistence"))!;
}
