using System.Globalization;
using StackExchange.Redis;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What the server says of its own work: processor time, script calls, memory.</summary>
internal sealed class ServerGauge(IServer server)
{
    public readonly record struct Reading(double CpuSeconds, long ScriptCalls, long Commands, long Bytes)
    {
        public static Reading operator -(Reading a, Reading b) =>
            new(a.CpuSeconds - b.CpuSeconds, a.ScriptCalls - b.ScriptCalls, a.Commands - b.Commands, a.Bytes - b.Bytes);
    }

    /// <summary>Reads when nothing deleted is left to be freed in the background: used memory is then what is stored.</summary>
    public async Task<Reading> ReadSettledAsync()
    {
        await Wait.Eventually(async () => (await server.InfoAsync("memory")).SelectMany(section => section)
            .First(pair => pair.Key == "lazyfree_pending_objects").Value == "0", "the server has freed what was deleted");
        return await ReadAsync();
    }

    public async Task<Reading> ReadAsync()
    {
        Dictionary<string, string> info = (await server.InfoAsync()).SelectMany(section => section)
            .Concat((await server.InfoAsync("commandstats")).SelectMany(section => section))
            .GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.First().Value);
        double cpu = Number(info, "used_cpu_sys") + Number(info, "used_cpu_user");
        long scripts = info.TryGetValue("cmdstat_evalsha", out string? stats)
            ? long.Parse(stats.Split(',')[0].Split('=')[1], CultureInfo.InvariantCulture) : 0;
        return new Reading(cpu, scripts, (long)Number(info, "total_commands_processed"), (long)Number(info, "used_memory"));
    }

    private static double Number(Dictionary<string, string> info, string key) => double.Parse(info[key], CultureInfo.InvariantCulture);
}
