using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>How fast workers empty a full queue, at every setting that is tried, and what a task costs then.</summary>
internal sealed class PeerDrainSection(PeerContext context) : PeerSection(context)
{
    private static readonly string[] Figures = ["drain_per_s", "drain_warm_per_s", "redis_us_per_task", "commands_per_task", "worker_us_per_task", "worker_mb"];

    public override string Name => "peers-drain";

    public override string What => "Tasks that do nothing, queued before the workers start: from the first one's record to the last one's. Each system in processes of its own, in turns.";

    public override TimeSpan Takes => TimeSpan.FromSeconds(300);

    protected override async Task MeasureAsync(PeerBoard board)
    {
        await using GaugedServer server = await BenchRun.StartServerAsync();
        await using var producers = new Producers(server.Process.Port);
        await board.InTurnsAsync(Plan.Rounds, Plan.SettingsOf, "drain", async (peer, setting) =>
        {
            PeerDrain drain = await PeerDrain.RunAsync(
                server, server.Process.Port, await producers.OfAsync(peer), peer, setting, "none", Plan.CountOf(setting, "none"), Plan.Window);
            board.Add(peer, setting, "drain_per_s", drain.PerSecond);
            board.Add(peer, setting, "drain_warm_per_s", drain.WarmPerSecond);
            board.Add(peer, setting, "redis_us_per_task", drain.RedisMicroseconds);
            board.Add(peer, setting, "commands_per_task", drain.Commands);
            board.Add(peer, setting, "worker_us_per_task", drain.WorkerMicroseconds);
            board.Add(peer, setting, "worker_mb", drain.WorkerMegabytes);
        });

        // Apart from the rest, because the counting link is between the workers and Redis.
        await board.InTurnsAsync(1, board.DefaultAndBest, "commands that clients send", async (peer, setting) =>
        {
            long commands = 0;
            using var link = new LinkProxy(server.Process.Port, () =>
            {
                var counter = new CommandCounter();
                return bytes => Interlocked.Add(ref commands, counter.Feed(bytes));
            });
            PeerDrain drain = await PeerDrain.RunAsync(
                server, link.Port, await producers.OfAsync(peer), peer, setting, "none", Plan.CountOf(setting, "none"), Plan.Window, () => Interlocked.Read(ref commands));
            board.Add(peer, setting, "client_commands_per_task", drain.ClientCommands);
        });
    }

    protected override void Show(PeerBoard board, Report report)
    {
        var rates = new Table("Drain, tasks a second (median of the rounds, lowest–highest)", "system", "at its default", "at its best", "best setting");
        var costs = new Table("What a task costs", "system", "setting", "Redis CPU, us", "commands sent by clients", "with those inside scripts", "worker CPU, us", "worker memory, MB");
        var tried = new Table("All settings that were tried", "system", "setting", "tasks/s", "tasks/s in the second half", "Redis CPU, us", "worker CPU, us", "worker memory, MB");
        foreach (Peer peer in board.Peers)
        {
            rates.Add(peer.Name, board.Cell(peer, peer.Default, "drain_per_s"), board.Cell(peer, board.Best(peer), "drain_per_s"), board.Best(peer).Label);
            report.Keep($"peers_{peer.Key}_best_setting", board.Best(peer).Label);
            foreach (PeerSetting setting in board.DefaultAndBest(peer))
            {
                costs.Add(Row(board, peer, setting, "redis_us_per_task", "client_commands_per_task", "commands_per_task", "worker_us_per_task", "worker_mb"));
            }

            foreach (PeerSetting setting in peer.Settings)
            {
                if (board.Of(peer, setting, "drain_per_s") is { } sample)
                {
                    tried.Add(Row(board, peer, setting, "drain_per_s", "drain_warm_per_s", "redis_us_per_task", "worker_us_per_task", "worker_mb"));
                    report.Keep($"peers_{peer.Key}_at_{string.Join('_', setting.Label.Split([' ', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries))}_drain_per_s", sample);
                }
            }
        }

        report.Add(rates);
        report.Add(costs);
        report.Add(tried);
        report.Add(Bars(board, "peers-drain", "Drain rate of a task that does nothing", "tasks/s",
            ("default", peer => board.Of(peer, peer.Default, "drain_per_s")), ("best", peer => board.Of(peer, board.Best(peer), "drain_per_s"))));
        Keep(board, report, [.. Figures, "client_commands_per_task"]);
        Ratio(board, report, "drain_default", lessIsBetter: false, peer => board.Of(peer, peer.Default, "drain_per_s")?.Median);
        Ratio(board, report, "drain_best", lessIsBetter: false, peer => board.Of(peer, board.Best(peer), "drain_per_s")?.Median);
        Ratio(board, report, "redis_us", lessIsBetter: true, peer => board.Of(peer, board.Best(peer), "redis_us_per_task")?.Median);
    }

    private static object[] Row(PeerBoard board, Peer peer, PeerSetting setting, params string[] names) =>
        [peer.Name, setting.Label, .. names.Select(name => board.Cell(peer, setting, name))];
}
