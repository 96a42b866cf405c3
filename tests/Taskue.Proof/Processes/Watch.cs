using System.Net.Sockets;
using Taskue.Proof.Model;
using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>
/// Looks now and then who holds how many tasks, and at all times in the store, on a thread and a connection of its own. It
/// knows nothing while the server is away.
/// </summary>
internal sealed class Watch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Func<RedisServerProcess> master;
    private readonly string root;
    private readonly Timekeeping times;
    private readonly ManualResetEventSlim over = new();
    private readonly Thread thread;
    private volatile Dictionary<string, int>? holding;

    public Watch(Func<RedisServerProcess> master, string root, Timekeeping times)
    {
        this.master = master;
        this.root = root;
        this.times = times;
        thread = new Thread(Look) { IsBackground = true, Name = "Watch" };
        thread.Start();
    }

    /// <summary>How many tasks a runner holds, or all of them together; null while it is not known.</summary>
    public int? Holding(string? runner = null)
    {
        Dictionary<string, int>? present = holding;
        return runner is null ? present?.Values.Sum() : present?.GetValueOrDefault(runner);
    }

    public void Dispose()
    {
        over.Set();
        thread.Join();
        over.Dispose();
    }

    private void Look()
    {
        RawLine? line = null;
        RedisServerProcess? server = null;
        while (!over.Wait(Period))
        {
            try
            {
                if (line is null || master() != server)
                {
                    line?.Dispose();
                    line = null;
                    server = master();
                    line = new RawLine(server.Port, server.Password);
                }

                string[] rows = [.. ((List<object?>)line.Ask("HVALS", root + "active")!).Select(row => (string)row!)];
                holding = rows.GroupBy(NameOf, StringComparer.Ordinal).ToDictionary(one => one.Key, one => one.Count(), StringComparer.Ordinal);
                times.Look(line, rows);
            }
            catch (Exception fault) when (fault is IOException or SocketException or InvalidOperationException)
            {
                line?.Dispose();
                line = null;
                holding = null;
            }
        }

        line?.Dispose();
    }

    /// <summary>An entry begins with the incarnation, and that with the runner's name.</summary>
    private static string NameOf(string entry)
    {
        string incarnation = entry.Split('|')[0];
        return incarnation[..Math.Max(0, incarnation.LastIndexOf('@'))];
    }
}
