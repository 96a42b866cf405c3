using System.Globalization;

namespace Taskue.TestSupport;

/// <summary>A real Sentinel that watches one server under the name <c>mymaster</c>, and fails over after a second.</summary>
public sealed class SentinelProcess : IAsyncDisposable
{
    public const string Service = "mymaster";

    private readonly string folder;
    private readonly HeldPort place;
    private readonly ChildProcess process;

    private SentinelProcess(string folder, HeldPort place, ChildProcess process)
    {
        this.folder = folder;
        this.place = place;
        this.process = process;
    }

    public int Port => place.Number;

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port},serviceName={Service}");

    public static async Task<SentinelProcess> StartAsync(RedisServerProcess master)
    {
        string folder = Directory.CreateTempSubdirectory("taskue-sentinel-").FullName;
        var place = new HeldPort();
        string config = Path.Combine(folder, "sentinel.conf");
        await File.WriteAllLinesAsync(config,
        [
            string.Create(CultureInfo.InvariantCulture, $"port {place.Number}"), "bind 127.0.0.1", $"dir \"{folder}\"",
            string.Create(CultureInfo.InvariantCulture, $"sentinel monitor {Service} 127.0.0.1 {master.Port} 1"),
            $"sentinel down-after-milliseconds {Service} 1000", $"sentinel failover-timeout {Service} 5000",
        ]);
        var sentinel = new SentinelProcess(folder, place, ChildProcess.Start("redis-server", [config, "--sentinel"], workingFolder: folder));
        try
        {
            await Wait.Eventually(async () => await PlainRedis.AskAsync(place.Number, null, "PING", within: TimeSpan.FromSeconds(1)) == "+PONG", $"the Sentinel on port {place.Number} answers");
            return sentinel;
        }
        catch
        {
            await sentinel.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        place.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
