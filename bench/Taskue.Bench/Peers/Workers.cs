using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>The worker processes of one setting, with all that they have started themselves.</summary>
internal sealed class Workers : IAsyncDisposable
{
    private readonly Peer peer;
    private readonly List<(ChildProcess Process, string Log)> started = [];

    private Workers(Peer peer) => this.peer = peer;

    public static Workers Start(Peer peer, PeerSetting setting, int port, RecordFile file, params string[] switches)
    {
        var environment = new Dictionary<string, string?>(setting.Environment) { ["BENCH_FILE"] = file.Path };
        foreach (string name in switches)
        {
            environment[name] = "1";
        }

        var workers = new Workers(peer);
        for (int i = 0; i < setting.Processes; i++)
        {
            string log = Path.GetTempFileName();
            workers.started.Add((PeerProcess.Start(peer, setting.Worker, port, log, isWorker: true, environment), log));
        }

        return workers;
    }

    /// <summary>Processor seconds so far, and memory now.</summary>
    public ProcessTreeUse.Usage Usage() => ProcessTreeUse.UsageOf(started.Select(one => one.Process.Id));

    /// <summary>Fails when one of them has ended, with what it printed.</summary>
    public void CheckAlive()
    {
        foreach ((ChildProcess process, string log) in started)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"A worker of {peer.Name} ended:\n{PeerProcess.Tail(log)}");
            }
        }
    }

    /// <summary>Waits for a condition that the workers bring about.</summary>
    public async Task UntilAsync(Func<bool> condition, string what, TimeSpan limit)
    {
        try
        {
            long until = Environment.TickCount64 + (long)limit.TotalMilliseconds;
            while (!condition())
            {
                CheckAlive();
                await Task.Delay(1);
                if (Environment.TickCount64 > until)
                {
                    throw new TimeoutException($"Not within {limit.TotalSeconds:0} s: {what}");
                }
            }
        }
        catch (TimeoutException fault)
        {
            throw new TimeoutException($"{peer.Name}: {fault.Message}\n{PeerProcess.Tail(started[0].Log)}", fault);
        }
    }

    /// <summary>kill -9 of all of them and of their children; repeated calls do nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach ((ChildProcess process, string log) in started)
        {
            await process.DisposeAsync();
            File.Delete(log);
        }

        started.Clear();
    }
}
