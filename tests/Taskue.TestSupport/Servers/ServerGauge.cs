using System.Globalization;
using StackExchange.Redis;

namespace Taskue.TestSupport;

/// <summary>What the server says of its own work: processor time, calls, memory.</summary>
internal sealed class ServerGauge(IServer server)
{
    /// <param name="CpuSeconds">Processor time of the server, in user and system mode.</param>
    /// <param name="ScriptCalls">EVALSHA of all scripts.</param>
    /// <param name="Commands">All commands, those inside scripts too; INFO, which this gauge asks, apart.</param>
    /// <param name="ClientCommands">Commands that clients sent: those inside scripts are not in it.</param>
    /// <param name="Bytes">Its used memory.</param>
    public readonly record struct Reading(double CpuSeconds, long ScriptCalls, long Commands, long ClientCommands, long Bytes)
    {
        public static Reading operator -(Reading a, Reading b) => new(
            a.CpuSeconds - b.CpuSeconds, a.ScriptCalls - b.ScriptCalls, a.Commands - b.Commands, a.ClientCommands - b.ClientCommands, a.Bytes - b.Bytes);
    }

    /// <summary>Reads when nothing deleted is left to be freed in the background: used memory is then what is stored.</summary>
    public async Task<Reading> ReadSettledAsync()
    {
        await Wait.Eventually(async () => (await server.InfoAsync("memory")).SelectMany(section => section)
            .First(pair => pair.Key == "lazyfree_pending_objects").Value == "0", "the server has freed what was deleted", TimeSpan.FromMinutes(1));
        return await ReadAsync();
    }

    public async Task<Reading> ReadAsync()
    {
        Dictionary<string, string> info = (await server.InfoAsync()).SelectMany(section => section)
            .GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.First().Value);
        Dictionary<string, long> calls = await CallsAsync();
        double cpu = Number(info, "used_cpu_sys") + Number(info, "used_cpu_user");
        long scripts = calls.GetValueOrDefault("evalsha"), all = calls.Sum(pair => pair.Key == "info" ? 0 : pair.Value);
        return new Reading(cpu, scripts, all, calls.Where(pair => Outer.Contains(pair.Key)).Sum(pair => pair.Value), (long)Number(info, "used_memory"));
    }

    /// <summary>How often each command was called, those inside scripts too.</summary>
    public async Task<Dictionary<string, long>> CallsAsync() => (await server.InfoAsync("commandstats")).SelectMany(section => section).ToDictionary(
        pair => pair.Key["cmdstat_".Length..], pair => long.Parse(pair.Value.Split(',')[0].Split('=')[1], CultureInfo.InvariantCulture));

    // What Taskue's clients and runners send themselves; all else that is counted are the commands of their scripts.
    private static readonly HashSet<string> Outer = ["evalsha", "eval", "ping", "script|load", "hello", "client|setname", "client|setinfo", "client|id", "subscribe", "ssubscribe"];

    private static double Number(Dictionary<string, string> info, string key) => double.Parse(info[key], CultureInfo.InvariantCulture);
}
