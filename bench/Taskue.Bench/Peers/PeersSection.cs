using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>Taskue beside what a user would pick instead: the same task, on the same server, in turns.</summary>
internal sealed class PeersSection : Section
{
    public override string Name => "peers";

    public override string Group => "peers";

    public override string What => "Taskue, BullMQ, Sidekiq, Hangfire, Celery and RQ side by side; each in processes of its own, in turns (bench/peers/README.md).";

    public override TimeSpan Takes => TimeSpan.FromMinutes(15);

    public override async Task RunAsync(BenchRun run)
    {
        PeerPlan plan = run.Pick(PeerPlan.Tiny, PeerPlan.Quick, PeerPlan.Full);
        IReadOnlyList<PeerSetup> setup = await PeerSetup.RunAsync();
        var board = new PeerBoard([.. PeerList.All.Where(peer => setup.Any(one => one.Key == peer.Key && one.Installed))]);
        var tables = new PeerTables(run.Report, board, setup);
        tables.Installed();

        await using (BenchServer server = await BenchRun.StartServerAsync())
        {
            await PlainAsync(server, board, plan);
            await BodiesAsync(server, board, plan);
            await ConditionAsync("delay", server, board, plan, TimeSpan.FromMilliseconds(1));
        }

        await using (BenchServer server = await BenchRun.StartServerAsync(new RedisServerOptions { AppendFsync = AppendFsync.EverySecond }))
        {
            await ConditionAsync("aof", server, board, plan);
        }

        if (plan.RecoveryCap > TimeSpan.Zero)
        {
            await RecoveryAsync(board, plan);
        }

        tables.All(plan);
        if (board.Faults.Count > 0)
        {
            throw new InvalidOperationException($"{board.Faults.Count} measurements failed: {string.Join("; ", board.Faults.Select(fault => fault.Split('\n')[0]))}");
        }
    }

    private static async Task PlainAsync(BenchServer server, PeerBoard board, PeerPlan plan)
    {
        int port = server.Process.Port;
        await using var producers = new Producers(port);
        await board.InTurnsAsync(plan.Rounds, plan.SettingsOf, "drain", async (peer, setting) =>
        {
            PeerDrain drain = await PeerDrain.RunAsync(server, port, await producers.OfAsync(peer), peer, setting, "none", plan.CountOf(setting, "none"), plan.Window);
            board.Add(peer, setting, "drain_per_s", drain.PerSecond);
            board.Add(peer, setting, "drain_warm_per_s", drain.WarmPerSecond);
            board.Add(peer, setting, "redis_us_per_task", drain.RedisMicroseconds);
            board.Add(peer, setting, "commands_per_task", drain.Commands);
            board.Add(peer, setting, "worker_us_per_task", drain.WorkerMicroseconds);
            board.Add(peer, setting, "worker_mb", drain.WorkerMegabytes);
            board.Add(peer, peer.Default, "enqueue_bulk_per_s", drain.BulkPerSecond);
            board.Add(peer, peer.Default, "bytes_per_queued_task", drain.QueuedBytes);
        });
        await SinglesAsync("", server, producers, board, plan, plan.Rounds);
        await LatenciesAsync("", server, port, producers, board, plan, plan.Rounds, board.DefaultAndBest);
        await board.InTurnsAsync(plan.Rounds, peer => peer.Workflows > 0 ? [board.Best(peer)] : [], "workflows", async (peer, setting) => board.Add(
            peer, peer.Default, "workflows_per_s", await PeerWorkflow.RunAsync(server, peer, setting, plan.Part(peer.Workflows), plan.Window + TimeSpan.FromSeconds(2))));
        await board.InTurnsAsync(1, board.DefaultAndBest, "commands that clients send", async (peer, setting) =>
        {
            using var link = new SlowLink(port, TimeSpan.Zero);
            int count = plan.CountOf(setting, "none") / 2;
            long before = link.Commands;
            await PeerDrain.RunAsync(server, link.Port, await producers.OfAsync(peer), peer, setting, "none", count, 3 * plan.Window);
            board.Add(peer, setting, "client_commands_per_task", (link.Commands - before) / (double)count);
        });
    }

    private static async Task BodiesAsync(BenchServer server, PeerBoard board, PeerPlan plan)
    {
        await using var producers = new Producers(server.Process.Port);
        foreach (string body in (string[])["cpu", "await"])
        {
            await DrainsAsync(body, body, server, server.Process.Port, producers, board, plan);
        }
    }

    private static async Task ConditionAsync(string condition, BenchServer server, PeerBoard board, PeerPlan plan, TimeSpan delay = default)
    {
        using SlowLink? link = delay > TimeSpan.Zero ? new SlowLink(server.Process.Port, delay) : null;
        int port = link?.Port ?? server.Process.Port;
        await using (var near = new Producers(server.Process.Port))
        {
            await DrainsAsync(condition, "none", server, port, near, board, plan);
        }

        await using var producers = new Producers(port);
        await SinglesAsync(condition + "_", server, producers, board, plan, plan.ConditionRounds);
        await LatenciesAsync(condition + "_", server, port, producers, board, plan, 1, peer => [peer.Default]);
    }

    private static Task DrainsAsync(string condition, string body, BenchServer server, int port, Producers producers, PeerBoard board, PeerPlan plan) =>
        board.InTurnsAsync(plan.ConditionRounds, peer => plan.AllSettings ? board.DefaultAndBest(peer) : [board.Best(peer)], $"drain ({condition})", async (peer, setting) =>
            board.Add(peer, setting, $"{condition}_drain_per_s",
                (await PeerDrain.RunAsync(server, port, await producers.OfAsync(peer), peer, setting, body, plan.CountOf(setting, body), plan.Window)).PerSecond));

    private static async Task SinglesAsync(string prefix, BenchServer server, Producers producers, PeerBoard board, PeerPlan plan, int rounds)
    {
        await board.InTurnsAsync(rounds, peer => [peer.Default], $"{prefix}enqueue one by one", async (peer, setting) =>
        {
            await server.FlushAsync();
            Producer producer = await producers.OfAsync(peer);
            int count = plan.Part(prefix == "delay_" ? peer.Singles / 10 : peer.Singles);
            await producer.SingleAsync(Math.Max(1, count / 5));
            board.Add(peer, setting, $"{prefix}enqueue_single_per_s", await producer.SingleAsync(count));
        });
        await server.FlushAsync();
    }

    private static Task LatenciesAsync(
        string prefix, BenchServer server, int port, Producers producers, PeerBoard board, PeerPlan plan, int rounds, Func<Peer, IEnumerable<PeerSetting>> settings) =>
        board.InTurnsAsync(rounds, settings, $"{prefix}idle latency", async (peer, setting) => board.Add(peer, setting, $"{prefix}latency_ms",
            await PeerLatency.RunAsync(server, port, await producers.OfAsync(peer), peer, setting, plan.LatencyCount / 8, plan.LatencyCount, plan.LatencyLimit)));

    // All at the same time: they wait for clocks, not for the processor.
    private static async Task RecoveryAsync(PeerBoard board, PeerPlan plan)
    {
        await using BenchServer server = await BenchRun.StartServerAsync();
        var running = board.Peers.ToDictionary(peer => peer, peer => PeerRecovery.RunAsync(server, peer, plan.RecoveryCap));
        await board.InTurnsAsync(1, peer => [peer.Default], "recovery after kill -9", async (peer, setting) =>
        {
            PeerRecovery recovery = await running[peer];
            board.Add(peer, setting, "recovery_held", recovery.Held);
            board.Add(peer, setting, "recovery_again", recovery.Again);
            board.Add(peer, setting, "recovery_lost", recovery.Gone);
            if (recovery.Seconds is { } seconds)
            {
                board.Add(peer, setting, "recovery_s", seconds);
            }
        });
    }

    /// <summary>The producers of a condition, each started when it is first needed and kept: as in a service, they are warm.</summary>
    private sealed class Producers(int port) : IAsyncDisposable
    {
        private readonly Dictionary<string, Producer> started = [];

        public async Task<Producer> OfAsync(Peer peer)
        {
            if (!started.TryGetValue(peer.Key, out Producer? producer))
            {
                started[peer.Key] = producer = await Producer.StartAsync(peer, port);
            }

            return producer;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (Producer producer in started.Values)
            {
                await producer.DisposeAsync();
            }
        }
    }
}
