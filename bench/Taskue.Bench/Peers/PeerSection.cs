using System.Globalization;
using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>One comparison of Taskue with what a user would pick instead.</summary>
internal abstract class PeerSection(PeerContext context) : Section
{
    public override string Group => "peers";

    public override bool NeedsSetup => true;

    protected PeerPlan Plan => context.Plan;

    /// <summary>All of them, in the order of a run: the drains come first and say which settings are the best.</summary>
    public static Section[] All()
    {
        var context = new PeerContext();
        return
        [
            new PeerDrainSection(context),
            new PeerEnqueueSection(context),
            new PeerLatencySection(context),
            new PeerWorkflowSection(context),
            new PeerWorkSection(context),
            new PeerAofSection(context),
            new PeerNetworkSection(context),
            new PeerRecoverySection(context),
        ];
    }

    public sealed override async Task RunAsync(BenchRun run)
    {
        PeerBoard board = await context.BeginAsync(run);
        int before = board.Faults.Count;
        await MeasureAsync(board);
        Show(board, run.Report);
        string[] faults = [.. board.Faults.Skip(before).Select(fault => fault.Split('\n')[0])];
        if (faults.Length > 0)
        {
            throw new InvalidOperationException(string.Join("; ", faults));
        }
    }

    protected abstract Task MeasureAsync(PeerBoard board);

    protected abstract void Show(PeerBoard board, Report report);

    /// <summary>The median of a figure at the default or at the best setting, for the JSON object.</summary>
    protected static void Keep(PeerBoard board, Report report, params string[] names)
    {
        foreach (Peer peer in board.Peers)
        {
            foreach ((string prefix, PeerSetting setting) in new[] { ("default", peer.Default), ("best", board.Best(peer)) })
            {
                foreach (string name in names)
                {
                    if (board.Of(peer, setting, name) is { } sample)
                    {
                        report.Keep($"peers_{peer.Key}_{prefix}_{name}", sample);
                    }
                }
            }
        }
    }

    /// <summary>Taskue's figure by that of the best of the others.</summary>
    protected static void Ratio(PeerBoard board, Report report, string what, bool lessIsBetter, Func<Peer, double?> figure)
    {
        var others = board.Peers.Where(peer => peer != PeerList.Taskue).Select(peer => (peer.Name, Value: figure(peer))).Where(one => one.Value > 0).ToList();
        if (others.Count > 0 && figure(PeerList.Taskue) is { } own)
        {
            (string name, double? value) = lessIsBetter ? others.MinBy(one => one.Value) : others.MaxBy(one => one.Value);
            report.Set($"peers_{what}_of_best_peer", own / value!.Value, $"of {name}'s {value.Value.ToString("#,0.##", CultureInfo.InvariantCulture)}");
        }
    }

    protected static BarChart Bars(PeerBoard board, string name, string title, string unit, params (string Series, Func<Peer, Sample?> Figure)[] series)
    {
        var chart = new BarChart(name, title, unit, log: true);
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
