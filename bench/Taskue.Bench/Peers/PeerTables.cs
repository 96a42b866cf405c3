using System.Globalization;

namespace Taskue.Bench;

/// <summary>The peers' part of the report: tables, charts, and keys of the JSON object.</summary>
internal sealed class PeerTables(Report report, PeerBoard board, IReadOnlyList<PeerSetup> setup)
{
    private static readonly string[] Conditions = ["cpu", "await", "aof", "delay"];

    private static readonly string[] OfSettings =
    [
        "drain_per_s", "drain_warm_per_s", "redis_us_per_task", "commands_per_task", "client_commands_per_task", "worker_us_per_task", "worker_mb",
        .. Conditions.Select(condition => condition + "_drain_per_s"),
    ];

    private static readonly string[] OfPeers =
    [
        "enqueue_single_per_s", "enqueue_bulk_per_s", "bytes_per_queued_task", "workflows_per_s", "aof_enqueue_single_per_s", "delay_enqueue_single_per_s",
        "recovery_s", "recovery_held", "recovery_again", "recovery_lost",
    ];

    public void Installed()
    {
        var table = new Table("What is measured", "system", "version");
        foreach (PeerSetup one in setup)
        {
            string text = one.Installed ? one.Text : $"not installed: {one.Text}";
            table.Add(PeerList.All.First(peer => peer.Key == one.Key).Name, text);
            report.Keep($"peers_{one.Key}_version", text);
        }

        report.Add(table);
    }

    public void All(PeerPlan plan)
    {
        Keys();
        Throughput();
        Latency();
        Costs();
        UnderConditions();
        if (plan.RecoveryCap > TimeSpan.Zero)
        {
            Recovery(plan.RecoveryCap);
        }

        Settings();
        foreach (string fault in board.Faults)
        {
            report.Say($"**Failed**: {fault.Split('\n')[0]}");
        }

        Ratios();
    }

    private void Throughput()
    {
        var table = new Table("Tasks a second (median of the rounds, lowest–highest)", "system", "drain, default", "drain, best", "best setting",
            "enqueue one by one", "enqueue many", "call for many", "workflows 10 → 1", "workflow");
        foreach (Peer peer in board.Peers)
        {
            PeerSetting best = board.Best(peer);
            table.Add(peer.Name, board.Cell(peer, peer.Default, "drain_per_s"), board.Cell(peer, best, "drain_per_s"), best.Label,
                board.Cell(peer, peer.Default, "enqueue_single_per_s"), board.Cell(peer, peer.Default, "enqueue_bulk_per_s"), peer.Bulk,
                board.Cell(peer, peer.Default, "workflows_per_s"), peer.Workflow);
        }

        report.Add(table);
        report.Add(Bars("peers-drain", "Drain rate of a task that does nothing", "tasks/s", log: true,
            ("default", peer => board.Of(peer, peer.Default, "drain_per_s")), ("best", peer => board.Of(peer, board.Best(peer), "drain_per_s"))));
        report.Add(Bars("peers-enqueue", "Enqueue rate of one producer", "tasks/s", log: true,
            ("one by one", peer => board.Of(peer, peer.Default, "enqueue_single_per_s")), ("many", peer => board.Of(peer, peer.Default, "enqueue_bulk_per_s"))));
    }

    private void Latency()
    {
        var table = new Table("Idle latency, from the enqueue call to the body, ms (all rounds pooled)", "system", "setting", "samples", "p50", "p99", "p99.9");
        foreach (Peer peer in board.Peers)
        {
            foreach (PeerSetting setting in board.DefaultAndBest(peer))
            {
                table.Add(peer.Name, setting.Label, board.Of(peer, setting, "latency_ms")?.Count ?? 0, board.Quantile(peer, setting, "latency_ms", 0.5),
                    board.Quantile(peer, setting, "latency_ms", 0.99), board.Quantile(peer, setting, "latency_ms", 0.999));
            }
        }

        report.Add(table);
        var chart = new BarChart("peers-latency", "Idle latency at default settings", "ms", log: true);
        foreach (Peer peer in board.Peers)
        {
            if (board.Of(peer, peer.Default, "latency_ms") is { } sample)
            {
                chart.With(peer.Name, "p50", sample.At(0.5)).With(peer.Name, "p99", sample.At(0.99));
            }
        }

        report.Add(chart);
    }

    private void Costs()
    {
        var table = new Table("What a task costs", "system", "setting", "Redis CPU, us", "Redis commands: sent by clients", "with those inside scripts",
            "bytes a queued task", "worker CPU, us", "worker memory, MB");
        foreach (Peer peer in board.Peers)
        {
            foreach (PeerSetting setting in board.DefaultAndBest(peer))
            {
                table.Add(peer.Name, setting.Label, board.Cell(peer, setting, "redis_us_per_task"), board.Cell(peer, setting, "client_commands_per_task"),
                    board.Cell(peer, setting, "commands_per_task"), board.Cell(peer, peer.Default, "bytes_per_queued_task"),
                    board.Cell(peer, setting, "worker_us_per_task"), board.Cell(peer, setting, "worker_mb"));
            }
        }

        report.Add(table);
    }

    private void UnderConditions()
    {
        var drains = new Table("Drain rate under other conditions, tasks a second", "system", "setting", "plain", "1 ms of CPU in the body", "10 ms of await in the body",
            "AOF everysec", "1 ms of network each way");
        var rest = new Table("One by one and idle under other conditions, default settings", "system", "enqueue one by one, AOF", "the same, 1 ms of network",
            "idle p50, AOF, ms", "p99", "idle p50, 1 ms of network, ms", "p99");
        foreach (Peer peer in board.Peers)
        {
            foreach (PeerSetting setting in board.DefaultAndBest(peer))
            {
                drains.Add([peer.Name, setting.Label, board.Cell(peer, setting, "drain_per_s"),
                    .. Conditions.Select(condition => board.Cell(peer, setting, condition + "_drain_per_s"))]);
            }

            rest.Add(peer.Name, board.Cell(peer, peer.Default, "aof_enqueue_single_per_s"), board.Cell(peer, peer.Default, "delay_enqueue_single_per_s"),
                board.Quantile(peer, peer.Default, "aof_latency_ms", 0.5), board.Quantile(peer, peer.Default, "aof_latency_ms", 0.99),
                board.Quantile(peer, peer.Default, "delay_latency_ms", 0.5), board.Quantile(peer, peer.Default, "delay_latency_ms", 0.99));
        }

        report.Add(drains);
        report.Add(rest);
        report.Add(Bars("peers-conditions", "Drain rate at the best setting under other conditions", "tasks/s", log: true,
            [.. Conditions.Select(condition => (condition, (Func<Peer, Sample?>)(peer => board.Of(peer, board.Best(peer), condition + "_drain_per_s"))))]));
    }

    private void Recovery(TimeSpan cap)
    {
        var table = new Table("kill -9 of a worker at default settings, another one alive", "system", "tasks it ran", "run again", "seconds until the last of them ran again", "gone from Redis");
        foreach (Peer peer in board.Peers)
        {
            table.Add(peer.Name, board.Cell(peer, peer.Default, "recovery_held"), board.Cell(peer, peer.Default, "recovery_again"),
                board.Of(peer, peer.Default, "recovery_s") is { } seconds ? seconds.Median : FormattableString.Invariant($"not in {cap.TotalSeconds:0} s"),
                board.Cell(peer, peer.Default, "recovery_lost"));
        }

        report.Add(table);
    }

    private void Settings()
    {
        var table = new Table("All settings that were tried", "system", "setting", "drain, tasks/s", "second half", "Redis CPU, us", "worker CPU, us", "worker memory, MB");
        foreach (Peer peer in board.Peers)
        {
            foreach (PeerSetting setting in peer.Settings.Where(setting => board.Of(peer, setting, "drain_per_s") is not null))
            {
                table.Add([peer.Name, setting.Label, .. ((string[])["drain_per_s", "drain_warm_per_s", "redis_us_per_task", "worker_us_per_task", "worker_mb"])
                    .Select(what => board.Cell(peer, setting, what))]);
            }
        }

        report.Add(table);
    }

    private void Keys()
    {
        foreach (Peer peer in board.Peers)
        {
            report.Keep($"peers_{peer.Key}_best_setting", board.Best(peer).Label);
            foreach ((string name, PeerSetting setting) in new[] { ("default", peer.Default), ("best", board.Best(peer)) })
            {
                Keep($"peers_{peer.Key}_{name}_", peer, setting, OfSettings);
                foreach ((string key, double part) in new[] { ("p50", 0.5), ("p99", 0.99), ("p999", 0.999) })
                {
                    if (board.Of(peer, setting, "latency_ms") is { } sample && sample.Count * (1 - part) >= 1)
                    {
                        report.Keep($"peers_{peer.Key}_{name}_latency_{key}_ms", new Sample([sample.At(part)]));
                    }
                }
            }

            Keep($"peers_{peer.Key}_", peer, peer.Default, OfPeers);
            foreach (PeerSetting setting in peer.Settings)
            {
                string label = string.Concat(setting.Label.Split(' ', '(', ')', ',').Where(word => word.Length > 0).SelectMany(word => $"_{word}"));
                Keep($"peers_{peer.Key}_setting{label}_", peer, setting, ["drain_per_s"]);
            }
        }
    }

    private void Keep(string prefix, Peer peer, PeerSetting setting, string[] names)
    {
        foreach (string name in names)
        {
            if (board.Of(peer, setting, name) is { } sample)
            {
                report.Keep(prefix + name, sample);
            }
        }
    }

    // Taskue's figure by that of the best of the others; of latency, less is better.
    private void Ratios()
    {
        Ratio("drain_default", more: true, peer => board.Of(peer, peer.Default, "drain_per_s")?.Median);
        Ratio("drain_best", more: true, peer => board.Of(peer, board.Best(peer), "drain_per_s")?.Median);
        Ratio("enqueue_single", more: true, peer => board.Of(peer, peer.Default, "enqueue_single_per_s")?.Median);
        Ratio("enqueue_bulk", more: true, peer => board.Of(peer, peer.Default, "enqueue_bulk_per_s")?.Median);
        Ratio("workflows", more: true, peer => board.Of(peer, peer.Default, "workflows_per_s")?.Median);
        Ratio("idle_p50", more: false, peer => board.Of(peer, peer.Default, "latency_ms")?.At(0.5));
        Ratio("redis_us", more: false, peer => board.Of(peer, board.Best(peer), "redis_us_per_task")?.Median);
        Ratio("queued_bytes", more: false, peer => board.Of(peer, peer.Default, "bytes_per_queued_task")?.Median);
        foreach (string condition in Conditions)
        {
            Ratio(condition + "_drain_best", more: true, peer => board.Of(peer, board.Best(peer), condition + "_drain_per_s")?.Median);
        }
    }

    private void Ratio(string what, bool more, Func<Peer, double?> figure)
    {
        var others = board.Peers.Where(peer => peer != PeerList.Taskue).Select(peer => (peer.Name, Value: figure(peer))).Where(one => one.Value > 0).ToList();
        if (others.Count > 0 && figure(PeerList.Taskue) is { } own)
        {
            (string name, double? value) = more ? others.MaxBy(one => one.Value) : others.MinBy(one => one.Value);
            report.Set($"peers_{what}_of_best_peer", own / value!.Value, $"of {name}'s {value.Value.ToString("#,0.##", CultureInfo.InvariantCulture)}");
        }
    }

    private BarChart Bars(string name, string title, string unit, bool log, params (string Series, Func<Peer, Sample?> Figure)[] series)
    {
        var chart = new BarChart(name, title, unit, log);
        foreach (Peer peer in board.Peers)
        {
            foreach ((string label, Func<Peer, Sample?> figure) in series)
            {
                if (figure(peer) is { Low: > 0 } sample)
                {
                    chart.With(peer.Name, label, sample);
                }
            }
        }

        return chart;
    }
}
